package dev.carom.faults;

import dev.carom.faults.Answer.Target;
import dev.carom.faults.Operation.Kind;
import dev.carom.faults.Operation.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What happened to all codes, written down as it happens. Usable by any thread; an operation is
 * known from when it is begun, with an unknown outcome until it ends.
 */
final class History {

  private final long origin = System.nanoTime();
  private final Map<String, Recording> recordings = new ConcurrentHashMap<>();

  /** Mintings under codes that nobody was told, by their values. */
  private final Map<Long, Operation> strays = new ConcurrentHashMap<>();

  private final List<Restore> restores = new CopyOnWriteArrayList<>();

  /**
   * What the database was restored to.
   *
   * @param truth what it says of codes; of others it says that there is no link
   * @param reachable when servers could reach it again
   * @param settled when every lease was over that had been granted before
   */
  record Restore(Map<String, Answer> truth, long begun, long reachable, long settled) {

    Restore {
      truth = Map.copyOf(truth);
    }

    private Operation of(String code) {
      return Operation.restore(truth.getOrDefault(code, Answer.ABSENT), begun, reachable, settled);
    }
  }

  /** One code's; guarded by itself. */
  private static final class Recording {
    private final List<Operation> operations = new ArrayList<>();
    private final List<Follow> follows = new ArrayList<>();
  }

  /** Nanoseconds since the run began. */
  long now() {
    return System.nanoTime() - origin;
  }

  private Recording of(String code) {
    return recordings.computeIfAbsent(code, _ -> new Recording());
  }

  /** An operation is begun, and recorded as one whose outcome is unknown. */
  Operation begin(String code, Kind kind, Answer result) {
    Operation begun = Operation.asked(kind, result, now(), Long.MAX_VALUE, Outcome.UNKNOWN);
    add(code, begun);
    return begun;
  }

  /** An operation that was begun is over. */
  void end(String code, Operation begun, Outcome outcome) {
    Recording recording = of(code);
    synchronized (recording) {
      recording.operations.remove(begun);
      recording.operations.add(
          Operation.asked(begun.kind(), begun.result(), begun.begun(), now(), outcome));
    }
  }

  void add(String code, Operation operation) {
    Recording recording = of(code);
    synchronized (recording) {
      recording.operations.add(operation);
    }
  }

  /** A link is about to be minted under a code that nobody knows yet. */
  Operation beginMint(Target target) {
    Operation begun = Operation.asked(Kind.MINT, target, now(), Long.MAX_VALUE, Outcome.UNKNOWN);
    strays.put(target.value(), begun);
    return begun;
  }

  /** The code is known; where it never is, the minting stays in doubt for all codes. */
  void endMint(String code, Target target, Operation begun) {
    add(code, Operation.asked(Kind.MINT, target, begun.begun(), now(), Outcome.ACKNOWLEDGED));
    strays.remove(target.value());
  }

  void add(String code, Follow follow) {
    Recording recording = of(code);
    synchronized (recording) {
      recording.follows.add(follow);
    }
  }

  /** The database was restored. */
  void add(Restore restore) {
    restores.add(restore);
  }

  /** All that is known now. */
  List<CodeHistory> codes() {
    return recordings.entrySet().stream()
        .map(entry -> snapshot(entry.getKey(), entry.getValue()))
        .toList();
  }

  private CodeHistory snapshot(String code, Recording recording) {
    synchronized (recording) {
      List<Operation> operations = new ArrayList<>(recording.operations);
      recording.follows.stream()
          .map(Follow::answer)
          .distinct()
          .filter(Target.class::isInstance)
          .map(answer -> strays.get(((Target) answer).value()))
          .filter(stray -> stray != null)
          .forEach(operations::add);
      restores.forEach(restore -> operations.add(restore.of(code)));
      operations.sort(Comparator.comparingLong(Operation::begun));
      return new CodeHistory(code, operations, recording.follows);
    }
  }

  /** Everything that must not have happened. */
  List<Violation> violations() {
    return codes().stream()
        .map(Checker::check)
        .flatMap(Collection::stream)
        .sorted(Comparator.comparingLong(Violation::at))
        .toList();
  }
}
