package dev.carom.faults;

/**
 * A change of a code, in nanoseconds since the run began.
 *
 * @param result what followers are told once it has taken effect
 * @param begun before it was asked for
 * @param doneBy by when it had taken effect, if it is acknowledged
 * @param ended from when on nothing older may be answered, if it is acknowledged
 */
record Operation(Kind kind, Answer result, long begun, long doneBy, long ended, Outcome outcome) {

  /** What is done. */
  enum Kind {
    MINT,
    EDIT,
    DELETE,
    /** The database was restored, and said this of the code. */
    RESTORE
  }

  /** What is known of its effect. */
  enum Outcome {
    ACKNOWLEDGED,
    /** It was refused before anything happened. */
    REFUSED,
    /** It may take effect at any time since it was begun, even much later, or never; but once. */
    UNKNOWN
  }

  /** An operation that somebody asked an admin API for. */
  static Operation asked(Kind kind, Answer result, long begun, long ended, Outcome outcome) {
    return new Operation(kind, result, begun, ended, ended, outcome);
  }

  /**
   * A restore.
   *
   * @param reachable when servers could reach the database again
   * @param settled when every lease was over that the old one had granted
   */
  static Operation restore(Answer truth, long begun, long reachable, long settled) {
    return new Operation(Kind.RESTORE, truth, begun, reachable, settled, Outcome.ACKNOWLEDGED);
  }
}
