package dev.carom.admin;

import dev.carom.core.config.Nearest;
import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.link.TargetUrlParser;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads what clients write about links. Nothing is coerced, no unknown field is passed over, and
 * whatever is wrong is told at once. Immutable.
 */
final class LinkFields {

  private static final String URL = "url";
  private static final String CODE = "code";
  private static final String REDIRECT_STATUS = "redirectStatus";
  private static final String EXPIRES_AT = "expiresAt";
  private static final String MAX_CLICKS = "maxClicks";

  private static final List<String> CREATE =
      List.of(URL, CODE, REDIRECT_STATUS, EXPIRES_AT, MAX_CLICKS);
  private static final List<String> EDIT = List.of(URL, REDIRECT_STATUS, EXPIRES_AT, MAX_CLICKS);
  private static final Set<String> READ_ONLY =
      Set.of("id", "shortUrl", "clicksLeft", "state", "version", "createdAt", "updatedAt");

  private static final long HIGHEST_MAX_CLICKS = 1_000_000_000_000L;

  private static final RedirectStatus DEFAULT_STATUS = RedirectStatus.FOUND;

  private final TargetUrlParser targets;
  private final InstantSource clock;

  LinkFields(TargetUrlParser targets, InstantSource clock) {
    this.targets = targets;
    this.clock = clock;
  }

  /**
   * Reads a link to be minted.
   *
   * @throws ProblemException with all that is wrong with it
   */
  NewLink newLink(JsonObject body) {
    FieldErrors errors = new FieldErrors();
    refuseOthers(body, CREATE, errors);
    Reading reading = new Reading(body.properties(), errors);
    if (!body.properties().containsKey(URL)) {
      errors.add(URL, "is required: the target, an http or https URL");
    }
    TargetUrl target = reading.text(URL, false, targets::parse);
    ShortCode code = reading.text(CODE, true, ShortCode::custom);
    RedirectStatus status = reading.status();
    Instant expiresAt = reading.text(EXPIRES_AT, true, this::expiry);
    Long maxClicks = reading.maxClicks();
    errors.throwIfAny(ProblemType.INVALID_LINK);
    if (target == null) {
      throw new IllegalStateException("a body without target passed its checks");
    }
    return new NewLink(
        target, status == null ? DEFAULT_STATUS : status, expiresAt, maxClicks, code);
  }

  /**
   * Reads a merge patch (RFC 7396) of a link.
   *
   * @throws ProblemException with all that is wrong with it
   */
  LinkEdit edit(JsonObject body) {
    FieldErrors errors = new FieldErrors();
    refuseOthers(body, EDIT, errors);
    Reading reading = new Reading(body.properties(), errors);
    TargetUrl target = reading.text(URL, false, targets::parse);
    RedirectStatus status = reading.status();
    Instant expiresAt = reading.text(EXPIRES_AT, true, this::expiry);
    Long maxClicks = reading.maxClicks();
    errors.throwIfAny(ProblemType.INVALID_LINK);
    boolean expiryGiven = body.properties().containsKey(EXPIRES_AT);
    boolean limitGiven = body.properties().containsKey(MAX_CLICKS);
    return new LinkEdit(
        target,
        status,
        expiryGiven ? new LinkEdit.Expiry(expiresAt) : null,
        limitGiven ? new LinkEdit.ClickLimit(maxClicks) : null);
  }

  private Instant expiry(String text) {
    return Timestamps.parseFuture(text, clock.instant());
  }

  private static void refuseOthers(JsonObject body, List<String> known, FieldErrors errors) {
    List<String> free = new ArrayList<>(known);
    free.removeAll(body.properties().keySet());
    for (String name : body.properties().keySet()) {
      if (known.contains(name)) {
        continue;
      }
      if (name.equals(CODE)) {
        errors.add(name, "cannot be changed; mint another link");
      } else if (READ_ONLY.contains(name)) {
        errors.add(name, "cannot be set; leave it out");
      } else {
        errors.add(
            JsonObject.quote(name), "is not a field of a link" + Nearest.question(name, free));
      }
    }
  }

  /** Reads the fields of one body; a missing or refused one is null. */
  private record Reading(Map<String, JsonNode> properties, FieldErrors errors) {

    <T> @Nullable T text(String field, boolean nullable, Function<String, T> parser) {
      JsonNode value = properties.get(field);
      if (value == null || (nullable && value.isNull())) {
        return null;
      }
      if (!value.isString()) {
        errors.add(
            field, (nullable ? "must be a string or null" : "must be a string") + was(value));
        return null;
      }
      return checked(field, () -> parser.apply(value.stringValue()));
    }

    @Nullable RedirectStatus status() {
      JsonNode value = properties.get(REDIRECT_STATUS);
      if (value == null) {
        return null;
      }
      if (!value.isInt()) {
        errors.add(REDIRECT_STATUS, "must be a whole number, written as 302 is" + was(value));
        return null;
      }
      return checked(REDIRECT_STATUS, () -> RedirectStatus.of(value.intValue()));
    }

    @Nullable Long maxClicks() {
      JsonNode value = properties.get(MAX_CLICKS);
      if (value == null || value.isNull()) {
        return null;
      }
      if (!value.isIntegralNumber()) {
        errors.add(MAX_CLICKS, "must be a whole number, written as 100 is, or null" + was(value));
        return null;
      }
      return checked(MAX_CLICKS, () -> withinBounds(value));
    }

    private static long withinBounds(JsonNode number) {
      if (!number.canConvertToLong()
          || number.longValue() < 1
          || number.longValue() > HIGHEST_MAX_CLICKS) {
        throw new InvalidValueException(
            "must be between 1 and %d (was %s)"
                .formatted(HIGHEST_MAX_CLICKS, JsonObject.quote(number.asString())));
      }
      return number.longValue();
    }

    private <T> @Nullable T checked(String field, Supplier<T> value) {
      try {
        return value.get();
      } catch (InvalidValueException e) {
        errors.add(field, String.valueOf(e.getMessage()));
        return null;
      }
    }

    private static String was(JsonNode value) {
      return switch (value.getNodeType()) {
        case STRING -> " (was a string)";
        case NUMBER -> " (was a number)";
        case BOOLEAN -> " (was true or false)";
        case NULL -> " (was null)";
        case ARRAY -> " (was an array)";
        case OBJECT -> " (was an object)";
        case BINARY, MISSING, POJO -> "";
      };
    }
  }
}
