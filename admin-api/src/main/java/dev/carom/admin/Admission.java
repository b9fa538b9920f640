package dev.carom.admin;

/** Whether somebody is let in. */
sealed interface Admission {

  /** They are, for what their role may do. */
  record Admitted(Principal principal) implements Admission {}

  /** They are not. */
  record Refused(Problem problem) implements Admission {}
}
