package dev.carom.faults;

import dev.carom.faults.Answer.None;
import dev.carom.faults.Chaos.Incident;
import dev.carom.faults.Operation.Kind;
import dev.carom.faults.Operation.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run has seen, in numbers. */
record Summary(List<CodeHistory> codes, List<Incident> incidents) {

  /** After a fault a cluster is given so long to recover. */
  private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private Stream<Follow> follows() {
    return codes.stream().flatMap(code -> code.follows().stream());
  }

  private Stream<Operation> operations() {
    return codes.stream()
        .flatMap(code -> code.operations().stream())
        .filter(operation -> operation.kind() != Kind.RESTORE);
  }

  /** How many follows there were to which a redirect server gave an answer about a link. */
  long answered() {
    return follows().filter(follow -> !(follow.answer() instanceof None)).count();
  }

  long acknowledged() {
    return operations().filter(one -> one.outcome() == Outcome.ACKNOWLEDGED).count();
  }

  private boolean isCalm(Follow follow) {
    return incidents.stream()
        .noneMatch(incident ->
            follow.begun() < incident.mended() + RECOVERY_NANOS
                && follow.ended() > incident.struck());
  }

  String text() {
    return """
    codes: %d
    operations: %s
    follows: %s
    of those in calm, 5 s after a fault: %s
    faults (%d): %s
    """
        .formatted(
            codes.size(),
            counts(operations(), one -> "%s %s".formatted(one.kind(), one.outcome())),
            counts(follows(), Summary::outcome),
            counts(follows().filter(this::isCalm), Summary::outcome),
            incidents.size(),
            counts(incidents.stream(), Incident::kind));
  }

  private static String outcome(Follow follow) {
    return switch (follow.answer()) {
      case Answer.Target _ -> "redirect";
      case Answer.Absent _ -> "404";
      case Answer.Gone _ -> "410";
      case None(String why) -> why;
      case Answer.Nonsense(String what) -> what;
    };
  }

  private static <T> Map<String, Long> counts(Stream<T> things, Function<T, String> name) {
    return things.collect(Collectors.groupingBy(name, TreeMap::new, Collectors.counting()));
  }
}
