package dev.carom.admin;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.access.Actor;
import dev.carom.core.link.StoreException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that are worked out while they are written, a thread for each. Usable by any thread. */
final class Streams {

  static final MediaType NDJSON = MediaType.create("application", "x-ndjson");

  private static final Logger logger = LoggerFactory.getLogger(Streams.class);

  /** Writes an answer's body, for as long as it is open. */
  interface Source {
    void writeTo(StreamedBody body) throws InterruptedException;
  }

  private final Workers workers;
  private final Duration stallTimeout;

  /**
   * @param maxAtOnce how many answers may be written at once
   * @param stallTimeout for how long a client may read nothing
   */
  Streams(int maxAtOnce, Duration stallTimeout) {
    this.workers = new Workers(maxAtOnce);
    this.stallTimeout = stallTimeout;
  }

  /**
   * Begins an answer.
   *
   * @throws ProblemException if there are too many
   */
  HttpResponse serve(
      ServiceRequestContext ctx, HttpRequest request, ResponseHeaders headers, Source source) {
    if (request.method() == HttpMethod.HEAD) {
      return HttpResponse.of(headers);
    }
    HttpResponseWriter response = HttpResponse.streaming();
    StreamedBody body = new StreamedBody(response, stallTimeout, Authentication.stillAdmitted(ctx));
    response.write(headers);
    Actor actor = Authentication.actor(ctx);
    workers.start(RequestId.of(ctx, request.headers()), () -> actor.run(() -> write(source, body)));
    ctx.clearRequestTimeout();
    return response;
  }

  private static void write(Source source, StreamedBody body) {
    try {
      source.writeTo(body);
      body.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (StoreException e) {
      logger.warn("An answer breaks off: {}", e.getMessage());
    } catch (RuntimeException e) {
      logger.error("An answer breaks off unexpectedly", e);
    } finally {
      body.abort();
    }
  }

  /** Waits for answers that are being written as {@link Workers#close} does. */
  void close(Duration timeout) {
    workers.close(timeout);
  }
}
