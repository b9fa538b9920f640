package dev.carom.core.click;

/** Ends threads that must have ended before what they use is closed. */
final class Uninterruptibly {

  private Uninterruptibly() {}

  /** Interrupts a thread and waits until it has ended, whoever interrupts the waiting. */
  static void end(Thread thread) {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
