package dev.carom.admin;

import dev.carom.core.link.ShortCode;
import java.util.List;

/**
 * Why something was refused or failed, in the words of RFC 9457.
 *
 * @param detail what is wrong this time, and what to do
 * @param errors the fields at fault, all of them
 */
record Problem(ProblemType type, String detail, List<FieldError> errors) {

  /** What is wrong with one field of a body, or with one query parameter. */
  record FieldError(String field, String detail) {}

  /** A problem as it is sent. */
  record Json(
      String type,
      String title,
      int status,
      String detail,
      List<FieldError> errors,
      String requestId) {}

  Problem {
    errors = List.copyOf(errors);
  }

  Problem(ProblemType type, String detail) {
    this(type, detail, List.of());
  }

  /** A problem with one field alone. */
  Problem(ProblemType type, String field, String detail) {
    this(type, "%s: %s".formatted(field, detail), List.of(new FieldError(field, detail)));
  }

  static Problem codeTaken(ShortCode code) {
    return new Problem(
        ProblemType.CODE_TAKEN,
        "code",
        "\"%s\" is taken, perhaps by a deleted link; choose another, or leave it out"
            .formatted(code));
  }

  static Problem noSuchDomain(String host) {
    return new Problem(
        ProblemType.INVALID_LINK,
        LinkFields.DOMAIN,
        "%s is no domain here; %s lists them"
            .formatted(JsonObject.quote(host), DomainRoutes.DOMAINS));
  }

  /**
   * @param whenExpired whether it is the target of an expired link that is refused
   */
  static Problem targetRefused(boolean whenExpired, String reason) {
    return new Problem(
        ProblemType.INVALID_LINK, whenExpired ? LinkFields.EXPIRED_URL : LinkFields.URL, reason);
  }

  /**
   * @param what the link is named by
   */
  static Problem noLink(String what, String name) {
    return new Problem(
        ProblemType.NOT_FOUND, "No link has the %s %s".formatted(what, JsonObject.quote(name)));
  }

  static Problem deleted(long id) {
    return new Problem(
        ProblemType.NOT_FOUND, "The link %d is deleted and can no longer be changed".formatted(id));
  }

  static Problem otherVersion(long version) {
    return new Problem(
        ProblemType.PRECONDITION_FAILED,
        "The link has the version %d by now, which If-Match does not name; read it again"
            .formatted(version));
  }

  static Problem bodyTooLarge(long maxBytes) {
    return new Problem(
        ProblemType.BODY_TOO_LARGE, "At most %d bytes are accepted".formatted(maxBytes));
  }

  static Problem keyReused() {
    return new Problem(
        ProblemType.IDEMPOTENCY_KEY_REUSED,
        IdempotencyKey.NAME,
        "was that of another request; give each request a key of its own");
  }

  /** Another bulk request with the key has come to the same lines. */
  static Problem keyInUse() {
    return new Problem(
        ProblemType.IDEMPOTENCY_KEY_IN_USE,
        IdempotencyKey.NAME,
        "is that of a request which is being answered; repeat this one when that has ended");
  }

  /** Of a line behind one that failed, in a request that is done in order, once. */
  static Problem notReached() {
    return new Problem(
        ProblemType.UNAVAILABLE,
        "A line before this one failed; send all lines again, with the same "
            + IdempotencyKey.NAME);
  }

  static Problem storeUnavailable() {
    return new Problem(
        ProblemType.UNAVAILABLE,
        "The database cannot be reached or does not answer in time; try again");
  }

  static Problem notEverywhere() {
    return new Problem(
        ProblemType.UNAVAILABLE,
        "The change is saved, but the database did not say in time whether every server knows of it;"
            + " read the link, and repeat the request if you have to be sure");
  }

  /** The same problem with an object that is a field of the body. */
  Problem within(String object) {
    return new Problem(
        type,
        object + "." + detail,
        errors.stream()
            .map(error -> new FieldError(object + "." + error.field, error.detail))
            .toList());
  }

  Json json(String requestId) {
    return new Json(type.uri(), type.title(), type.status(), detail, errors, requestId);
  }
}
