package dev.carom.redirect;

import dev.carom.core.link.EdgeLife;
import dev.carom.redirect.Answer.Plain;
import dev.carom.redirect.Answer.Redirect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder.SensitivityDetector;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives answers the form of HTTP/2. Usable by any thread. */
final class Http2Answers {

  private static final AsciiString X_ACCEL_EXPIRES = new AsciiString("x-accel-expires");
  private static final AsciiString CDN_CACHE_CONTROL = new AsciiString("cdn-cache-control");
  private static final AsciiString SURROGATE_CONTROL = new AsciiString("surrogate-control");
  private static final AsciiString SURROGATE_KEY = new AsciiString("surrogate-key");
  private static final AsciiString CACHE_TAG = new AsciiString("cache-tag");

  /**
   * Fields that the two sides do not remember: targets and keys seldom come twice on a connection,
   * and with the date a client that asks for a large table would make it grow for ever.
   */
  static final SensitivityDetector NOT_REMEMBERED =
      (name, _) ->
          HttpHeaderNames.LOCATION.contentEquals(name)
              || HttpHeaderNames.DATE.contentEquals(name)
              || SURROGATE_KEY.contentEquals(name)
              || CACHE_TAG.contentEquals(name);

  private static final AsciiString NO_STORE = new AsciiString("no-store");
  private static final AsciiString ZERO = new AsciiString("0");
  private static final AsciiString PLAIN_TEXT = new AsciiString("text/plain; charset=utf-8");
  private static final AsciiString FOLLOWING_METHODS = new AsciiString("GET, HEAD");
  private static final AsciiString STRICT_TRANSPORT_SECURITY =
      new AsciiString("strict-transport-security");

  private record Text(ByteBuf body, AsciiString length) {

    static Text of(Plain answer) {
      ByteBuf body = Unpooled.wrappedBuffer(answer.body()).asReadOnly();
      return new Text(
          Unpooled.unreleasableBuffer(body),
          new AsciiString(Integer.toString(body.readableBytes())));
    }
  }

  private final Map<Plain, Text> texts = new EnumMap<>(Plain.class);
  private final HttpDate date;
  private final AsciiString retryAfterSeconds;
  private final @Nullable AsciiString strictTransportSecurity;

  /**
   * @param strictTransportSecurity the value of that field, or null where it is not sent
   */
  Http2Answers(HttpDate date, Duration retryAfter, @Nullable AsciiString strictTransportSecurity) {
    this.date = date;
    this.retryAfterSeconds = new AsciiString(Long.toString(retryAfter.toSeconds()));
    this.strictTransportSecurity = strictTransportSecurity;
    for (Plain answer : Plain.values()) {
      texts.put(answer, Text.of(answer));
    }
  }

  Http2Headers header(Answer answer) {
    Http2Headers header =
        new DefaultHttp2Headers(false)
            .status(HttpResponseStatus.valueOf(answer.status()).codeAsText())
            .set(HttpHeaderNames.DATE, date.now());
    EdgeLife edge = answer instanceof Redirect redirect ? redirect.edge() : null;
    if (edge == null) {
      header.set(HttpHeaderNames.CACHE_CONTROL, NO_STORE);
    } else {
      addEdge(header, edge);
    }
    if (strictTransportSecurity != null) {
      header.set(STRICT_TRANSPORT_SECURITY, strictTransportSecurity);
    }
    return switch (answer) {
      case Redirect redirect ->
          header
              .set(HttpHeaderNames.LOCATION, redirect.target().value())
              .set(HttpHeaderNames.CONTENT_LENGTH, ZERO);
      case Plain plain -> addText(header, plain);
    };
  }

  private static void addEdge(Http2Headers header, EdgeLife edge) {
    String maxAge = "max-age=" + edge.seconds();
    header
        .set(X_ACCEL_EXPIRES, Integer.toString(edge.seconds()))
        .set(HttpHeaderNames.CACHE_CONTROL, NO_STORE)
        .set(CDN_CACHE_CONTROL, maxAge)
        .set(SURROGATE_CONTROL, maxAge)
        .set(SURROGATE_KEY, edge.key().value())
        .set(CACHE_TAG, edge.key().value());
  }

  private Http2Headers addText(Http2Headers header, Plain answer) {
    header
        .set(HttpHeaderNames.CONTENT_TYPE, PLAIN_TEXT)
        .set(HttpHeaderNames.CONTENT_LENGTH, text(answer).length());
    if (answer == Plain.METHOD_NOT_ALLOWED) {
      header.set(HttpHeaderNames.ALLOW, FOLLOWING_METHODS);
    } else if (answer == Plain.UNAVAILABLE || answer == Plain.TOO_MANY_REQUESTS) {
      header.set(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    }
    return header;
  }

  /** The answer's body, empty for a redirect. */
  ByteBuf body(Answer answer) {
    return switch (answer) {
      case Redirect _ -> Unpooled.EMPTY_BUFFER;
      case Plain plain -> text(plain).body().duplicate();
    };
  }

  @SuppressWarnings("NullAway") // every constant is there
  private Text text(Plain answer) {
    return texts.get(answer);
  }
}
