package dev.carom.admin;

import dev.carom.admin.LinkOperation.Outcome;
import dev.carom.core.link.Link;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
  private final List<Entry> entries = new ArrayList<>();
  private int bytes;

  BulkBatch(LinkService service, Function<Link, LinkJson> renderer) {
    this.service = service;
    this.renderer = renderer;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  boolean isFull() {
    return entries.size() >= MAX_LINES || bytes >= MAX_BYTES;
  }

  /** Adds a line that was {@code length} bytes long. */
  void add(long line, LinkOperation operation, int length) {
    entries.add(new Entry(line, operation, null));
    bytes += length;
  }

  void refuse(long line, Problem problem) {
    entries.add(new Entry(line, null, new Outcome.Refused(problem)));
  }

  /** Does what the lines say, answers them, and is empty again. */
  void flush(BulkResults results) throws InterruptedException {
    Iterator<Outcome> outcomes = service.run(operations()).iterator();
    for (Entry entry : entries) {
      switch (entry.refusal == null ? outcomes.next() : entry.refusal) {
        case Outcome.Created(Link link, _) -> results.created(entry.line, renderer.apply(link));
        case Outcome.Present(Link link) -> results.present(entry.line, renderer.apply(link));
        case Outcome.Refused(Problem problem) -> results.refused(entry.line, problem);
      }
    }
    entries.clear();
    bytes = 0;
    results.flush();
  }

  private List<LinkOperation> operations() {
    List<LinkOperation> operations = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      if (entry.operation != null) {
        operations.add(entry.operation);
      }
    }
    return operations;
  }
}
