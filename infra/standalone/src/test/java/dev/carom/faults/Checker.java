package dev.carom.faults;

import dev.carom.faults.Answer.None;
import dev.carom.faults.Answer.Nonsense;
import dev.carom.faults.Answer.Target;
import dev.carom.faults.Operation.Kind;
import dev.carom.faults.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what the promise forbids in the history of one code: a request that begins after an
 * operation was acknowledged must not be answered by what was before.
 *
 * <p>An answer is allowed if some operation that was begun before the follow ended gives it, unless
 * that operation is outdated: it had taken effect by some moment, and another was begun after that
 * moment and acknowledged before the follow began. Of an operation whose outcome is unknown it is
 * only known when somebody saw its effect; until then only a deletion outdates it, for a deleted
 * link is never changed again. An operation that overlaps a restore is either before or after it,
 * so it outdates nothing.
 *
 * <p>(This is linearizability of a register with operations in doubt, in the sense of Herlihy and
 * Wing, 1990, but for one thing that is not promised: until an operation is acknowledged, followers
 * may see it and then again not.)
 */
final class Checker {

  private static final long NEVER = Long.MAX_VALUE;

  /**
   * An operation that may have taken effect.
   *
   * @param effectBy by when it had, if it is known that it had
   * @param outdates whether what was before it is outdated once it is acknowledged
   */
  private record Step(Operation operation, long effectBy, boolean outdates) {}

  private final CodeHistory history;
  private final List<Step> steps = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();

  private Checker(CodeHistory history) {
    this.history = history;
    Operation origin =
        Operation.asked(
            Kind.MINT, Answer.ABSENT, Long.MIN_VALUE, Long.MIN_VALUE, Outcome.ACKNOWLEDGED);
    steps.add(new Step(origin, Long.MIN_VALUE, true));
    history.operations().forEach(this::add);
  }

  /** Returns what is forbidden of what happened, in no certain order. */
  static List<Violation> check(CodeHistory history) {
    Checker checker = new Checker(history);
    checker.checkMintedOnce();
    history.follows().forEach(checker::check);
    return checker.violations;
  }

  private void add(Operation operation) {
    switch (operation.outcome()) {
      case ACKNOWLEDGED ->
          steps.add(new Step(operation, operation.doneBy(), !overlapsRestore(operation)));
      case UNKNOWN -> steps.add(new Step(operation, firstSeen(operation.result()), false));
      case REFUSED -> {}
    }
  }

  private boolean overlapsRestore(Operation operation) {
    return operation.kind() != Kind.RESTORE
        && history.operations().stream()
            .filter(other -> other.kind() == Kind.RESTORE)
            .anyMatch(restore ->
                operation.begun() < restore.doneBy() && restore.begun() < operation.ended());
  }

  private long firstSeen(Answer result) {
    return history.follows().stream()
        .filter(follow -> follow.answer().equals(result))
        .mapToLong(Follow::ended)
        .min()
        .orElse(NEVER);
  }

  private void checkMintedOnce() {
    List<Operation> mints =
        history.operations().stream()
            .filter(operation ->
                operation.kind() == Kind.MINT && operation.outcome() == Outcome.ACKNOWLEDGED)
            .toList();
    if (mints.size() > 1) {
      violations.add(
          new Violation(
              mints.getLast().ended(),
              "the code was given out %d times".formatted(mints.size()),
              history));
    }
  }

  private void check(Follow follow) {
    switch (follow.answer()) {
      case None _ -> {}
      case Nonsense _ -> violations.add(Violation.of(history, follow, "no server should say that"));
      case Target _, Answer.Absent _, Answer.Gone _ -> {
        if (!isAllowed(follow)) {
          violations.add(Violation.of(history, follow, "forbidden"));
        }
      }
    }
  }

  private boolean isAllowed(Follow follow) {
    Step last = lastBefore(follow.begun());
    return steps.stream()
        .filter(step -> step.operation.result().equals(follow.answer()))
        .filter(step -> step.operation.begun() <= follow.ended())
        .anyMatch(step -> !isOutdated(step, last, follow));
  }

  /** The last of those that outdate others and were acknowledged before a moment. */
  private Step lastBefore(long moment) {
    Step last = steps.getFirst();
    for (Step step : steps) {
      if (step.outdates
          && step.operation.ended() < moment
          && step.operation.begun() > last.operation.begun()) {
        last = step;
      }
    }
    return last;
  }

  private boolean isOutdated(Step step, Step last, Follow follow) {
    return last.operation.begun() > step.effectBy
        || (last.operation.begun() > step.operation.begun()
            && last.operation.result().equals(Answer.GONE)
            && !isRestoredAfter(last, follow.ended()));
  }

  private boolean isRestoredAfter(Step last, long moment) {
    return history.operations().stream()
        .filter(operation -> operation.kind() == Kind.RESTORE)
        .anyMatch(restore -> restore.begun() > last.operation.begun() && restore.begun() <= moment);
  }
}
