package dev.carom.admin;

import dev.carom.admin.LineSplitter.Line;
import dev.carom.admin.LinkOperation.Outcome;
import dev.carom.core.idempotency.IdempotentBatch;
import dev.carom.core.link.Link;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
    return isRepeated()
        ? Objects.requireNonNull(progress).isComplete()
        : entries.size() >= MAX_LINES || bytes >= MAX_BYTES;
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
    boolean goesOn = progress == null ? answer(results, Map.of(), null) : repeat(results, progress);
    entries.clear();
    bytes = 0;
    results.flush();
    return goesOn;
  }

  private boolean repeat(BulkResults results, BulkProgress of) throws InterruptedException {
    if (!of.isOther()) {
      return answer(results, of.before(service), of);
    }
    for (Entry entry : entries) {
      results.refused(entry.line, Problem.keyReused());
    }
    return false;
  }

  /**
   * @param before what had become of lines at an earlier time
   * @param of how far the request has come, or null if it is none that is done once
   */
  private boolean answer(BulkResults results, Map<Long, Outcome> before, @Nullable BulkProgress of)
      throws InterruptedException {
    List<Entry> left = entries.stream().filter(entry -> !before.containsKey(entry.line)).toList();
    List<Entry> work = left.stream().filter(entry -> entry.operation != null).toList();
    IdempotentBatch batch = of == null ? null : of.batch();
    Iterator<Outcome> outcomes = run(work, batch).iterator();
    Map<Long, Outcome> all = new LinkedHashMap<>(before);
    for (Entry entry : left) {
      all.put(entry.line, entry.refusal == null ? outcomes.next() : entry.refusal);
    }
    boolean goesOn = of == null || batch == null || of.next(batch, all);
    for (Entry entry : entries) {
      switch (Objects.requireNonNull(all.get(entry.line))) {
        case Outcome.Created(Link link, _) -> results.created(entry.line, renderer.apply(link));
        case Outcome.Present(Link link) -> results.present(entry.line, renderer.apply(link));
        case Outcome.Refused(Problem problem) -> results.refused(entry.line, problem);
      }
    }
    return goesOn;
  }

  private List<Outcome> run(List<Entry> work, @Nullable IdempotentBatch batch) {
    List<LinkOperation> operations =
        work.stream().map(entry -> Objects.requireNonNull(entry.operation)).toList();
    return batch == null
        ? service.run(operations)
        : service.run(operations, batch, work.stream().map(Entry::line).toList());
  }
}
