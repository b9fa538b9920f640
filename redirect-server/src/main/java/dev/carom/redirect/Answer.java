package dev.carom.redirect;

import dev.carom.core.link.Domain;
import dev.carom.core.link.EdgeLife;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution;
import dev.carom.core.resolve.Resolution.Blocked;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.resolve.Resolution.Unavailable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a request is answered with, before a version of HTTP gives it its form. Immutable. */
sealed interface Answer {

  /** The status code. */
  int status();

  /**
   * To a link's target.
   *
   * @param edge that the edge may keep this, or null if nobody may
   */
  record Redirect(RedirectStatus redirectStatus, TargetUrl target, @Nullable EdgeLife edge)
      implements Answer {

    /** One that nobody may keep. */
    Redirect(RedirectStatus redirectStatus, TargetUrl target) {
      this(redirectStatus, target, null);
    }

    @Override
    public int status() {
      return redirectStatus.code();
    }
  }

  /** A few words in plain text. */
  enum Plain implements Answer {
    /** Crawlers are welcome: previews of shared links are made by crawlers that obey this file. */
    ROBOTS_TXT(200, "OK", "User-agent: *\nAllow: /\n"),
    BAD_REQUEST(400, "Bad Request", "This is not a request that can be understood.\n"),
    NOT_FOUND(404, "Not Found", "No link has this address.\n"),
    /** Goes with {@code Allow: GET, HEAD}. */
    METHOD_NOT_ALLOWED(
        405, "Method Not Allowed", "This link can only be followed with GET or HEAD.\n"),
    GONE(410, "Gone", "This link is no longer here.\n"),
    URI_TOO_LONG(414, "URI Too Long", "This address is too long.\n"),
    HEADER_TOO_LONG(
        431, "Request Header Fields Too Large", "The header of this request is too long.\n"),
    /** Goes with {@code Retry-After}. */
    TOO_MANY_REQUESTS(
        429, "Too Many Requests", "You have asked for too many links that are not there.\n"),
    BLOCKED(
        451, "Unavailable For Legal Reasons", "This link is blocked, and cannot be followed.\n"),
    /** Goes with {@code Retry-After}. */
    UNAVAILABLE(
        503, "Service Unavailable", "This link cannot be looked up right now. Please try again.\n");

    private final int status;
    private final String reason;
    private final String text;

    Plain(int status, String reason, String text) {
      this.status = status;
      this.reason = reason;
      this.text = text;
    }

    @Override
    public int status() {
      return status;
    }

    /** The reason phrase of HTTP/1.1. */
    String reason() {
      return reason;
    }

    /** The body, in UTF-8. */
    byte[] body() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The status code of the answer to a hit that was asked for with GET or HEAD. */
  static int status(Known hit) {
    return switch (hit) {
      case Found found -> found.status().code();
      case Missing _ -> Plain.NOT_FOUND.status();
      case Gone _ -> Plain.GONE.status();
      case Blocked _ -> Plain.BLOCKED.status();
    };
  }

  /**
   * Answers a request for a code on a domain, which may lead elsewhere if there is no link.
   *
   * @param followingMethod whether the method is GET or HEAD
   */
  static Answer of(Resolution resolution, boolean followingMethod, Domain domain) {
    Answer answer = of(resolution, followingMethod);
    return answer instanceof Plain plain && followingMethod ? on(domain, plain) : answer;
  }

  /** Returns what a domain answers to GET and HEAD in place of a few words. */
  static Answer on(Domain domain, Plain plain) {
    TargetUrl target =
        switch (plain) {
          case NOT_FOUND -> domain.targets().missing();
          case GONE -> domain.targets().gone();
          default -> null;
        };
    return target == null ? plain : new Redirect(RedirectStatus.FOUND, target);
  }

  /**
   * Answers a request for a code.
   *
   * @param followingMethod whether the method is GET or HEAD; a link whose status does not keep the
   *     method is followed with these alone
   */
  static Answer of(Resolution resolution, boolean followingMethod) {
    return switch (resolution) {
      case Found found when followingMethod || found.status().keepsMethod() ->
          new Redirect(found.status(), found.target(), followingMethod ? found.edge() : null);
      case Found _ -> Plain.METHOD_NOT_ALLOWED;
      case Missing _ -> Plain.NOT_FOUND;
      case Gone _ -> Plain.GONE;
      case Blocked _ -> Plain.BLOCKED;
      case Unavailable _ -> Plain.UNAVAILABLE;
    };
  }
}
