package dev.carom.redirect;

import dev.carom.core.link.RedirectStatus;
import dev.carom.core.resolve.Resolution;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.resolve.Resolution.Unavailable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes the server's answers. None of them may be kept by a cache on the way: an edit must show at
 * once, and every follow is to be seen. Usable by any thread; whoever gets an answer owns it.
 */
final class Responses {

  private static final AsciiString LOCATION = new AsciiString("Location");
  private static final AsciiString CONTENT_LENGTH = new AsciiString("Content-Length");
  private static final AsciiString CONTENT_TYPE = new AsciiString("Content-Type");
  private static final AsciiString DATE = new AsciiString("Date");
  private static final AsciiString CACHE_CONTROL = new AsciiString("Cache-Control");
  private static final AsciiString NO_STORE = new AsciiString("no-store");
  private static final AsciiString STRICT_TRANSPORT_SECURITY =
      new AsciiString("Strict-Transport-Security");
  private static final AsciiString ZERO = new AsciiString("0");
  private static final AsciiString PLAIN_TEXT = new AsciiString("text/plain; charset=utf-8");
  private static final AsciiString FOLLOWING_METHODS = new AsciiString("GET, HEAD");

  private static final ByteBuf NOT_FOUND = text("No link has this address.\n");
  private static final ByteBuf GONE = text("This link is no longer here.\n");
  private static final ByteBuf NOT_ALLOWED =
      text("This link can only be followed with GET or HEAD.\n");
  private static final ByteBuf BAD_REQUEST =
      text("This is not a request that can be understood.\n");
  private static final ByteBuf URI_TOO_LONG = text("This address is too long.\n");
  private static final ByteBuf HEADER_TOO_LONG = text("The header of this request is too long.\n");
  private static final ByteBuf UNAVAILABLE =
      text("This link cannot be looked up right now. Please try again.\n");

  /** Crawlers are welcome: previews of shared links are made by crawlers that obey this file. */
  private static final ByteBuf ROBOTS_TXT = text("User-agent: *\nAllow: /\n");

  private final HttpDate date;
  private final AsciiString retryAfterSeconds;
  private final @Nullable AsciiString strictTransportSecurity;

  /**
   * @param strictTransportSecurity the value of that field, or null where it is not sent
   */
  Responses(HttpDate date, Duration retryAfter, @Nullable AsciiString strictTransportSecurity) {
    this.date = date;
    this.retryAfterSeconds = new AsciiString(Long.toString(retryAfter.toSeconds()));
    this.strictTransportSecurity = strictTransportSecurity;
  }

  /**
   * Answers a request for a code; a link that does not keep the method is followed with GET or HEAD
   * alone.
   */
  FullHttpResponse of(Resolution resolution, boolean followingMethod) {
    return switch (resolution) {
      case Found found when followingMethod || found.status().keepsMethod() -> redirect(found);
      case Found _ -> methodNotAllowed();
      case Missing _ -> notFound();
      case Gone _ -> plain(HttpResponseStatus.GONE, GONE);
      case Unavailable _ -> unavailable();
    };
  }

  FullHttpResponse notFound() {
    return plain(HttpResponseStatus.NOT_FOUND, NOT_FOUND);
  }

  FullHttpResponse robotsTxt() {
    return plain(HttpResponseStatus.OK, ROBOTS_TXT);
  }

  FullHttpResponse refuse(Refusal refusal) {
    return switch (refusal) {
      case BAD_REQUEST -> plain(HttpResponseStatus.BAD_REQUEST, BAD_REQUEST);
      case REQUEST_LINE_TOO_LONG -> plain(HttpResponseStatus.REQUEST_URI_TOO_LONG, URI_TOO_LONG);
      case HEADER_TOO_LONG ->
          plain(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, HEADER_TOO_LONG);
    };
  }

  FullHttpResponse methodNotAllowed() {
    FullHttpResponse response = plain(HttpResponseStatus.METHOD_NOT_ALLOWED, NOT_ALLOWED);
    response.headers().set(HttpHeaderNames.ALLOW, FOLLOWING_METHODS);
    return response;
  }

  private FullHttpResponse unavailable() {
    FullHttpResponse response = plain(HttpResponseStatus.SERVICE_UNAVAILABLE, UNAVAILABLE);
    response.headers().set(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    return response;
  }

  private FullHttpResponse redirect(Found found) {
    FullHttpResponse response = response(status(found.status()), Unpooled.EMPTY_BUFFER);
    response.headers().set(LOCATION, found.target().value()).set(CONTENT_LENGTH, ZERO);
    return response;
  }

  private FullHttpResponse plain(HttpResponseStatus status, ByteBuf body) {
    FullHttpResponse response = response(status, body.duplicate());
    response
        .headers()
        .set(CONTENT_TYPE, PLAIN_TEXT)
        .set(CONTENT_LENGTH, Integer.toString(body.readableBytes()));
    return response;
  }

  private FullHttpResponse response(HttpResponseStatus status, ByteBuf body) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response.headers().set(DATE, date.now()).set(CACHE_CONTROL, NO_STORE);
    if (strictTransportSecurity != null) {
      response.headers().set(STRICT_TRANSPORT_SECURITY, strictTransportSecurity);
    }
    return response;
  }

  private static HttpResponseStatus status(RedirectStatus status) {
    return switch (status) {
      case MOVED_PERMANENTLY -> HttpResponseStatus.MOVED_PERMANENTLY;
      case FOUND -> HttpResponseStatus.FOUND;
      case TEMPORARY_REDIRECT -> HttpResponseStatus.TEMPORARY_REDIRECT;
      case PERMANENT_REDIRECT -> HttpResponseStatus.PERMANENT_REDIRECT;
    };
  }

  private static ByteBuf text(String text) {
    return Unpooled.unreleasableBuffer(
        Unpooled.copiedBuffer(text, StandardCharsets.UTF_8).asReadOnly());
  }
}
