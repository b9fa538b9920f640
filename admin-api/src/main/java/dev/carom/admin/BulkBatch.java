package dev.carom.admin;

import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of a bulk request that are answered together, and whose links are minted in one
 * transaction. For one thread.
 */
final class BulkBatch {

  private static final Logger logger = LoggerFactory.getLogger(BulkBatch.class);
  private static final FailureLog storeFailures = new FailureLog(logger, "Minting a batch failed");

  private static final int MAX_LINES = 1000;
  private static final int MAX_BYTES = 1 << 20;

  /** One line: a link to be minted, or the reason why none will be. */
  private record Entry(long line, @Nullable NewLink link, @Nullable Problem refusal) {}

  /** What became of a line. */
  private sealed interface Result {

    record Done(Link link) implements Result {}

    record Refused(Problem problem) implements Result {}
  }

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
  void add(long line, NewLink link, int length) {
    entries.add(new Entry(line, link, null));
    bytes += length;
  }

  void refuse(long line, Problem problem) {
    entries.add(new Entry(line, null, problem));
  }

  /** Mints the links, answers the lines, and is empty again. */
  void flush(BulkResults results) throws InterruptedException {
    Iterator<Result> minted = mint().iterator();
    for (Entry entry : entries) {
      Result result = entry.refusal == null ? minted.next() : new Result.Refused(entry.refusal);
      switch (result) {
        case Result.Done(Link link) -> results.done(entry.line, renderer.apply(link));
        case Result.Refused(Problem problem) -> results.refused(entry.line, problem);
      }
    }
    entries.clear();
    bytes = 0;
    results.flush();
  }

  /** Mints the links; where that fails as a whole, each of them is refused for it. */
  private List<Result> mint() {
    List<NewLink> links = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.link != null) {
        links.add(entry.link);
      }
    }
    try {
      return links.isEmpty() ? List.of() : results(service.mint(links));
    } catch (ProblemException e) {
      return Collections.nCopies(links.size(), new Result.Refused(e.problem()));
    } catch (StoreException e) {
      storeFailures.failed(e);
      return Collections.nCopies(links.size(), new Result.Refused(Problem.storeUnavailable()));
    } catch (RuntimeException e) {
      logger.error("A batch of {} links failed unexpectedly", links.size(), e);
      return Collections.nCopies(
          links.size(),
          new Result.Refused(new Problem(ProblemType.INTERNAL, "The server failed unexpectedly")));
    }
  }

  private static List<Result> results(List<LinkService.Mint> mints) {
    return mints.stream().map(BulkBatch::result).toList();
  }

  private static Result result(LinkService.Mint mint) {
    return switch (mint.outcome()) {
      case Minted.Created _ when !mint.everywhere() -> new Result.Refused(Problem.notEverywhere());
      case Minted.Created(Link link, _) -> new Result.Done(link);
      case Minted.CodeTaken(ShortCode code) -> new Result.Refused(Problem.codeTaken(code));
      case Minted.NoSuchDomain(String host) -> new Result.Refused(Problem.noSuchDomain(host));
      case Minted.TargetRefused(boolean whenExpired, String reason) ->
          new Result.Refused(Problem.targetRefused(whenExpired, reason));
    };
  }
}
