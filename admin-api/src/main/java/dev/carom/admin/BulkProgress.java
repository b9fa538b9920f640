package dev.carom.admin;

import com.linecorp.armeria.common.HttpStatus;
import dev.carom.admin.LineSplitter.Line;
import dev.carom.admin.LinkOperation.Outcome;
import dev.carom.core.change.Propagation;
import dev.carom.core.idempotency.AnswerStore;
import dev.carom.core.idempotency.IdempotentBatch;
import dev.carom.core.idempotency.IdempotentBatch.Done;
import dev.carom.core.idempotency.RepeatedException;
import dev.carom.core.link.Link;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * How far a bulk request with an {@code Idempotency-Key} has come, over all times that it was sent.
 * Its batches follow one another without gaps, and each is kept; so whoever comes to the same line
 * twice comes to a batch that begins there. For one thread.
 */
final class BulkProgress {

  private static final FailureLog storeFailures =
      new FailureLog(
          LoggerFactory.getLogger(BulkProgress.class), "Keeping what a bulk request did failed");

  private static final byte END = '\n';

  /** A line that was refused, as it is kept. */
  private record Refusal(long line, Problem problem) {}

  /** In the place of a line that is too long, of which nothing is known. */
  private static final byte TOO_LONG = 0;

  private final String id;
  private final AnswerStore store;
  private final MessageDigest digest = IdempotencyKey.sha256();
  private long firstLine = 1;
  private long lastLine;

  /** What is kept of the batch that is being read, or null if it is new. */
  private IdempotentBatch.@Nullable Kept kept;

  /**
   * @param id as {@link IdempotentBatch} has it
   */
  BulkProgress(String id, AnswerStore store) {
    this.id = id;
    this.store = store;
  }

  /**
   * Notes the next line. Blocks if it is the first of its batch.
   *
   * @throws StoreException if it cannot be told what is kept
   */
  void add(Line line) {
    if (line.number() == firstLine) {
      kept = store.find(id, firstLine);
    }
    lastLine = line.number();
    digest.update(line.bytes());
    digest.update(line.tooLong() ? TOO_LONG : END);
  }

  /** Whether the batch was begun at an earlier time: its borders are then those of that time. */
  boolean isRepeated() {
    return kept != null;
  }

  /** Whether the batch has all lines that it had at an earlier time. */
  boolean isComplete() {
    return kept != null && lastLine == kept.lastLine();
  }

  /** Whether the lines are others than at an earlier time, or fewer. */
  boolean isOther() {
    return kept != null && !(isComplete() && digest().equals(kept.digest()));
  }

  /**
   * Returns what has become of lines of the batch at an earlier time, with the links as they are
   * now; no redirect server answers by anything older then. Blocks.
   */
  Map<Long, Outcome> before(LinkService service) {
    Map<Long, Outcome> outcomes = new HashMap<>();
    if (kept == null) {
      return outcomes;
    }
    if (kept.refused() != null) {
      for (Refusal refusal : Json.MAPPER.readValue(kept.refused(), Refusal[].class)) {
        outcomes.put(refusal.line, new Outcome.Refused(refusal.problem));
      }
    }
    if (!kept.done().isEmpty()) {
      addDone(kept, service, outcomes);
    }
    return outcomes;
  }

  private static void addDone(
      IdempotentBatch.Kept kept, LinkService service, Map<Long, Outcome> outcomes) {
    Problem failure;
    try {
      Propagation _ = service.propagate(kept.lastChange());
      Map<Long, Link> links = service.find(kept.done().stream().map(Done::linkId).toList());
      boolean edgePending = service.isPendingAtEdge(links.values());
      for (Done done : kept.done()) {
        Link link = Objects.requireNonNull(links.get(done.linkId()));
        outcomes.put(done.line(), outcome(done, link, edgePending));
      }
      return;
    } catch (ProblemException e) {
      failure = e.problem();
    } catch (StoreException e) {
      storeFailures.failed(e);
      failure = Problem.storeUnavailable();
    }
    for (Done done : kept.done()) {
      outcomes.put(done.line(), new Outcome.Refused(failure));
    }
  }

  private static Outcome outcome(Done done, Link link, boolean edgePending) {
    return done.status() == HttpStatus.CREATED.code()
        ? new Outcome.Created(link, false)
        : new Outcome.Present(link, edgePending && link.edge().mayHaveAnswers());
  }

  /** Returns the batch as stores have to note it. */
  IdempotentBatch batch() {
    return new IdempotentBatch(id, firstLine, lastLine, digest(), kept);
  }

  /** The line behind those that were read. */
  long nextLine() {
    return lastLine + 1;
  }

  /**
   * Goes on to the next batch, if this one was done to its end: were it not, what is left of it
   * would be done behind what comes after it. Blocks.
   *
   * @param outcomes of the lines of this one
   * @return why it cannot go on, or null if it does
   */
  @Nullable Problem next(IdempotentBatch batch, Map<Long, Outcome> outcomes) {
    if (batch.isLost()) {
      return Problem.keyInUse();
    }
    if (outcomes.values().stream().anyMatch(BulkProgress::isUndone)) {
      return Problem.notReached();
    }
    if (lastLine < firstLine) {
      // Of a line that is not read any more, there is nothing to keep.
      return null;
    }
    if (kept == null || kept.refused() == null) {
      try {
        store.keep(batch, Json.MAPPER.writeValueAsString(refusals(outcomes)));
      } catch (RepeatedException _) {
        return Problem.keyInUse();
      } catch (StoreException e) {
        storeFailures.failed(e);
        return Problem.storeUnavailable();
      }
    }
    firstLine = lastLine + 1;
    kept = null;
    return null;
  }

  private static boolean isUndone(Outcome outcome) {
    return outcome instanceof Outcome.Refused(Problem problem)
        && problem.type().isFailure()
        && !problem.equals(Problem.notEverywhere());
  }

  /** Returns what is refused; what is done, and perhaps not known everywhere, is kept by itself. */
  private static List<Refusal> refusals(Map<Long, Outcome> outcomes) {
    List<Refusal> refusals = new ArrayList<>();
    outcomes.forEach((line, outcome) -> {
      if (outcome instanceof Outcome.Refused(Problem problem) && !problem.type().isFailure()) {
        refusals.add(new Refusal(line, problem));
      }
    });
    return refusals;
  }

  /** Of all lines so far. */
  private String digest() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }
}
