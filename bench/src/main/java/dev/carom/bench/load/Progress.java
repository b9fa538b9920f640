package dev.carom.bench.load;

import java.io.PrintStream;

/**
 * The line that tells each second how a run goes. Each line is of the last second alone, with the
 * driver's greatest lateness in it.
 */
final class Progress {

  private final PrintStream out;
  private final boolean rewrite;
  private final boolean closed;

  /**
   * @param rewrite whether a line takes the place of the one before, as on a terminal
   */
  Progress(PrintStream out, boolean rewrite, boolean closed) {
    this.out = out;
    this.rewrite = rewrite;
    this.closed = closed;
  }

  /** Tells about the last second. */
  void show(double elapsedSeconds, boolean warmup, double seconds, Tally tally) {
    StringBuilder line = new StringBuilder();
    line.append(
        "%5.0f s%s  sent %,.0f/s  answered %,.0f/s  errors %d"
            .formatted(
                elapsedSeconds,
                warmup ? " (warm-up)" : "",
                tally.sentCount() / seconds,
                tally.answeredCount() / seconds,
                tally.failureCount()));
    if (!closed) {
      line.append(
          "  p50 %s  p99 %s  latest send %s"
              .formatted(
                  Text.time(tally.latencies().getValueAtPercentile(50) / 1e3),
                  Text.time(tally.latencies().getValueAtPercentile(99) / 1e3),
                  Text.time(tally.lateness().getMaxValue() / 1e3)));
    }
    if (rewrite) {
      out.print("\r" + line + "\u001b[K");
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Leaves the last line as it is. */
  void end() {
    if (rewrite) {
      out.println();
    }
  }
}
