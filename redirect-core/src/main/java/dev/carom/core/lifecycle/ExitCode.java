package dev.carom.core.lifecycle;

/** How a process ended, for the scripts that ran it. */
public enum ExitCode {
  DONE(0),
  FAILED(1),
  /** Wrong usage or configuration. */
  USAGE(2);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
