package dev.carom.admin;

import dev.carom.admin.LineSplitter.Line;
import dev.carom.admin.LinkOperation.Outcome;
import dev.carom.core.idempotency.IdempotentBatch;
import dev.carom.core.link.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a bulk request that are answered together, when what they say is done. For one thread.
 */
final class BulkBatch {

  private static final int MAX_LINES = 1000;
  private static final int MAX_BYTES = 1 << 20;

  /** One line: what is to be done, or the reason why nothing will be. */
  private record Entry(
      long line, @Nullable LinkOperation operation, Outcome.@Nullable Refused refusal) {}

  private final LinkService service;
  private final Function<Link, LinkJson> renderer;
  private final @Nullable BulkProgress progress;
  private final List<Entry> entries = new ArrayList<>();
  private int bytes;

  /**
   * @param progress how far the request has come, or null if it is none that is done once
   */
  BulkBatch(
      LinkService service, Function<Link, LinkJson> renderer, @Nullable BulkProgress progress) {
    this.service = service;
    this.renderer = renderer;
    this.progress = progress;
  }

  /**
   * Begins with a line, blank or not.
   *
   * @throws dev.carom.core.link.StoreException if it cannot be told what became of it before
   */
  void begin(Line line) {
    if (progress != null) {
      progress.add(line);
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  boolean isFull() {
    return entries.size() >= MAX_LINES
        || bytes >= MAX_BYTES
        || (progress != null && progress.isComplete());
  }

  /** Whether it is not to be answered before it is full, for that is what it was before. */
  boolean isRepeated() {
    return progress != null && progress.isRepeated();
  }

  /** Adds a line that was {@code length} bytes long. */
  void add(long line, LinkOperation operation, int length) {
    entries.add(new Entry(line, operation, null));
    bytes += length;
  }

  void refuse(long line, Problem problem) {
    entries.add(new Entry(line, null, new Outcome.Refused(problem)));
  }

  /**
   * Does what the lines say, answers them, and is empty again.
   *
   * @return whether there may be lines after them
   */
  boolean flush(BulkResults results) throws InterruptedException {
    Problem end = null;
    if (progress == null) {
      answer(results, run(entries, null), null);
    } else if (progress.isOther()) {
      end = Problem.keyReused();
      for (Entry entry : entries) {
        results.refused(entry.line, end);
      }
    } else {
      end = resume(results, progress);
    }
    entries.clear();
    bytes = 0;
    results.flush();
    return end == null;
  }

  /** Does what is left to be done. Returns why the request ends with it, or null if it goes on. */
  private @Nullable Problem resume(BulkResults results, BulkProgress of)
      throws InterruptedException {
    Map<Long, Outcome> all = of.before(service);
    List<Entry> left = entries.stream().filter(entry -> !all.containsKey(entry.line)).toList();
    IdempotentBatch batch = of.batch();
    all.putAll(run(untilFailure(left), batch));
    long next = of.nextLine();
    Problem end = of.next(batch, all);
    if (!answer(results, all, end) && end != null) {
      results.refused(next, end);
    }
    return end;
  }

  /** Nothing is done behind a line of which it is not known yet what it asks for. */
  private static List<Entry> untilFailure(List<Entry> entries) {
    int count = 0;
    for (Entry entry : entries) {
      count++;
      if (entry.refusal != null && entry.refusal.problem().type().isFailure()) {
        break;
      }
    }
    return entries.subList(0, count);
  }

  private Map<Long, Outcome> run(List<Entry> lines, @Nullable IdempotentBatch batch) {
    List<Entry> work = lines.stream().filter(entry -> entry.operation != null).toList();
    List<LinkOperation> operations =
        work.stream().map(entry -> Objects.requireNonNull(entry.operation)).toList();
    Iterator<Outcome> outcomes =
        (batch == null
                ? service.run(operations)
                : service.run(operations, batch, work.stream().map(Entry::line).toList()))
            .iterator();
    Map<Long, Outcome> all = new HashMap<>();
    for (Entry entry : lines) {
      all.put(entry.line, entry.refusal == null ? outcomes.next() : entry.refusal);
    }
    return all;
  }

  /**
   * Answers the lines.
   *
   * @param end why the request ends with them, or null: what is refused is then not kept, and told
   *     to be tried again
   * @return whether a line was refused
   */
  private boolean answer(BulkResults results, Map<Long, Outcome> outcomes, @Nullable Problem end)
      throws InterruptedException {
    boolean refused = false;
    for (Entry entry : entries) {
      switch (outcomes.getOrDefault(entry.line, new Outcome.Refused(Problem.notReached()))) {
        case Outcome.Created(Link link, _) -> results.created(entry.line, renderer.apply(link));
        case Outcome.Present(Link link, boolean edgePending) ->
            results.present(entry.line, renderer.apply(link), edgePending);
        case Outcome.Refused(Problem problem) -> {
          results.refused(entry.line, end == null || problem.type().isFailure() ? problem : end);
          refused = true;
        }
      }
    }
    return refused;
  }
}
