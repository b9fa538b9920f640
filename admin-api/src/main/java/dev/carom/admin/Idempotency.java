package dev.carom.admin;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.carom.core.access.Actor;
import dev.carom.core.idempotency.Answer;
import dev.carom.core.idempotency.AnswerStore;
import dev.carom.core.idempotency.IdempotentRequest;
import dev.carom.core.idempotency.KeptAnswer;
import dev.carom.core.idempotency.RepeatedException;
import io.netty.util.AsciiString;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a change once, however often it is asked for with one {@link IdempotencyKey}.
 *
 * <pre>
 *   kept? ── yes ──────────────────────────────────────► wait for the servers ─► what is kept
 *     └ no ─► change and keep ── first ─► committed ───► wait for the servers ─► what is kept
 *                  └ refused, or another was first ─► kept? (no: refused)
 * </pre>
 *
 * <p>What is kept is looked for before anything else is: the change itself, or the time since, may
 * be why a repeat would be refused. Refusals are not kept. Requests without a key pass by. Usable
 * by any thread.
 */
final class Idempotency {

  /** Says that nothing was changed for this answer. */
  private static final AsciiString REPLAYED = AsciiString.cached("idempotency-replayed");

  private static final String DATA = "data";
  private static final String VERSION = "version";
  private static final String META = "meta";
  private static final String PROPAGATION = "propagation";

  private static final byte[] NO_BODY = {};

  /** Of a bulk request, nothing but that there was one. */
  private static final Answer BULK = new Answer(HttpStatus.OK.code(), null, "{}");

  private final AnswerStore answers;
  private final LongFunction<Reply.Meta> barrier;
  private final Function<HttpStatus, ReplyRenderer> renderers;

  /**
   * @param barrier waits until a change is known everywhere, at the edge too
   * @param renderers render answers of a status
   */
  Idempotency(
      AnswerStore answers,
      LongFunction<Reply.Meta> barrier,
      Function<HttpStatus, ReplyRenderer> renderers) {
    this.answers = answers;
    this.barrier = barrier;
    this.renderers = renderers;
  }

  /**
   * Returns what answers requests for a change.
   *
   * @param status of its answers
   */
  Endpoint endpoint(HttpStatus status, WriteEndpoint write) {
    ReplyRenderer renderer = renderers.apply(status);
    return (ctx, body) -> {
      IdempotencyKey key = IdempotencyKey.of(ctx.request().headers());
      if (key == null) {
        return write.answer(ctx, body).respond(status);
      }
      IdempotentRequest request =
          new IdempotentRequest(
              key.id(Authentication.actor(ctx)),
              IdempotencyKey.digest(ctx.request(), body),
              renderer);
      return answer(request, renderer, () -> write.answer(ctx, body));
    };
  }

  /**
   * Begins with a bulk request, or with it again.
   *
   * @param head what it asks for, but for its lines
   * @throws ProblemException if the key is that of another request
   */
  BulkProgress bulk(IdempotencyKey key, HttpRequest head, Actor sender) {
    IdempotentRequest request =
        new IdempotentRequest(
            key.id(sender), IdempotencyKey.digest(head, NO_BODY), renderers.apply(HttpStatus.OK));
    if (find(request) == null) {
      try {
        answers.keep(request, BULK);
      } catch (RepeatedException _) {
        KeptAnswer _ = find(request);
      }
    }
    return new BulkProgress(request.id(), answers);
  }

  private HttpResponse answer(
      IdempotentRequest request, ReplyRenderer renderer, Supplier<Reply> change) {
    KeptAnswer kept = find(request);
    return kept == null ? change(request, renderer, change) : repeat(kept);
  }

  private HttpResponse change(
      IdempotentRequest request, ReplyRenderer renderer, Supplier<Reply> change) {
    Reply reply;
    try {
      reply = request.call(change);
      if (!request.isKept()) {
        answers.keep(request, renderer.answer(reply));
      }
    } catch (RepeatedException _) {
      return repeatUnlessNone(request, Problem.storeUnavailable());
    } catch (ProblemException e) {
      if (request.isKept()) {
        // It is made, and what failed is the waiting.
        throw e;
      }
      return repeatUnlessNone(request, e.problem());
    }
    KeptAnswer kept = reply.hasSecret() ? null : find(request);
    return kept == null
        ? reply.respond(renderer.status())
        : respond(kept, body(kept), reply.meta(), false);
  }

  /** Another request with the key may have been first, and be why this one is refused. */
  private HttpResponse repeatUnlessNone(IdempotentRequest request, Problem refusal) {
    KeptAnswer kept = find(request);
    if (kept == null) {
      throw new ProblemException(refusal);
    }
    return repeat(kept);
  }

  /**
   * Returns what is kept under the key, or null if nothing is.
   *
   * @throws ProblemException if it is the answer to a request for something else
   */
  private @Nullable KeptAnswer find(IdempotentRequest request) {
    KeptAnswer kept = answers.find(request);
    if (kept != null && !kept.request().equals(request.digest())) {
      throw new ProblemException(Problem.keyReused());
    }
    return kept;
  }

  /** Waits too: whoever asked first may not have lived to see the change everywhere. */
  private HttpResponse repeat(KeptAnswer kept) {
    ObjectNode body = body(kept);
    // What was found may have been changed just before, by somebody who is still waiting.
    boolean waits = kept.version() != null || !body.path(META).isEmpty();
    return respond(kept, body, waits ? barrier.apply(kept.awaited()) : null, true);
  }

  private static ObjectNode body(KeptAnswer kept) {
    return (ObjectNode) Json.MAPPER.readTree(kept.answer().body());
  }

  /** Says what was not known yet when the answer was rendered. */
  private static HttpResponse respond(
      KeptAnswer kept, ObjectNode body, Reply.@Nullable Meta meta, boolean isReplayed) {
    if (meta != null && body.path(META).has(PROPAGATION)) {
      body.set(META, Json.MAPPER.valueToTree(meta));
    }
    Long version = null;
    if (body.get(DATA) instanceof ObjectNode data && data.has(VERSION)) {
      if (kept.version() != null) {
        data.put(VERSION, kept.version());
      }
      version = data.get(VERSION).longValue();
    }
    Answer answer = kept.answer();
    ResponseHeadersBuilder headers =
        Reply.headers(HttpStatus.valueOf(answer.status()), answer.location(), version);
    if (isReplayed) {
      headers.set(REPLAYED, "true");
    }
    return Json.respond(headers.build(), body);
  }
}
