package dev.carom.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Something that must not happen.
 *
 * @param at when, in nanoseconds since the run began
 * @param what in a few words
 * @param history of the code
 */
record Violation(long at, String what, CodeHistory history) {

  private static final long AROUND_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int MAX_LINES = 60;
  private static final int SHOWN = 4;

  static Violation of(CodeHistory history, Follow follow, String why) {
    return new Violation(
        follow.begun(), "%s told %s: %s".formatted(follow.server(), follow.answer(), why), history);
  }

  /** The stories of the first few, or nothing. */
  static String stories(List<Violation> violations) {
    return violations.stream().limit(SHOWN).map(Violation::story).collect(Collectors.joining("\n"));
  }

  /** What happened to the code shortly before and after, a line each. */
  String story() {
    Map<Long, String> lines = new TreeMap<>();
    for (Operation operation : history.operations()) {
      note(
          lines,
          operation.begun(),
          operation.ended(),
          "%s -> %s %s".formatted(operation.kind(), operation.result(), operation.outcome()));
    }
    for (Follow follow : history.follows()) {
      note(
          lines,
          follow.begun(),
          follow.ended(),
          "    %s told %s".formatted(follow.server(), follow.answer()));
    }
    return lines.values().stream()
        .limit(MAX_LINES)
        .collect(
            Collectors.joining(
                "\n  ", "%s at %s ms: %s\n  ".formatted(history.code(), millis(at), what), "\n"));
  }

  private void note(Map<Long, String> lines, long begun, long ended, String text) {
    if (ended >= at - AROUND_NANOS && begun <= at + AROUND_NANOS / 3) {
      long key = begun;
      while (lines.containsKey(key)) {
        key++;
      }
      lines.put(key, "[%s, %s] %s".formatted(millis(begun), millis(ended), text));
    }
  }

  private static String millis(long nanos) {
    return nanos == Long.MAX_VALUE ? "?" : "%.1f".formatted(nanos / 1e6);
  }
}
