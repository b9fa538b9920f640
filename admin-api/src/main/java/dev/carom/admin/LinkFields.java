package dev.carom.admin;

import dev.carom.core.config.Nearest;
import dev.carom.core.link.EdgeWish;
import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.LinkDetails;
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
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads what clients write about links. Nothing is coerced, no unknown field is passed over, and
 * whatever is wrong is told at once. Immutable.
 */
final class LinkFields {

  static final String URL = "url";
  static final String DOMAIN = "domain";
  private static final String CODE = "code";
  private static final String REDIRECT_STATUS = "redirectStatus";
  private static final String STARTS_AT = "startsAt";
  private static final String EXPIRES_AT = "expiresAt";
  static final String EXPIRED_URL = "expiredUrl";
  private static final String MAX_CLICKS = "maxClicks";
  private static final String EDGE = "edge";

  private static final String REUSE = "reuse";

  private static final String TITLE = "title";
  private static final String NOTES = "notes";
  private static final String EXTERNAL_ID = "externalId";
  private static final String TAGS = "tags";

  private static final List<String> EDIT =
      List.of(
          URL,
          REDIRECT_STATUS,
          STARTS_AT,
          EXPIRES_AT,
          EXPIRED_URL,
          MAX_CLICKS,
          EDGE,
          TITLE,
          NOTES,
          EXTERNAL_ID,
          TAGS);
  private static final List<String> CREATE =
      Stream.concat(Stream.of(CODE, DOMAIN, REUSE), EDIT.stream()).toList();
  private static final Set<String> READ_ONLY =
      Set.of(
          "id",
          "shortUrl",
          "clicksLeft",
          "edgeTtl",
          "state",
          "block",
          "version",
          "createdAt",
          "updatedAt");

  private static final long HIGHEST_MAX_CLICKS = 1_000_000_000_000L;

  private static final RedirectStatus DEFAULT_STATUS = RedirectStatus.FOUND;

  private final TargetUrlParser targets;
  private final DomainNames domains;
  private final InstantSource clock;

  LinkFields(TargetUrlParser targets, DomainNames domains, InstantSource clock) {
    this.targets = targets;
    this.domains = domains;
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
    BodyFields fields = new BodyFields(body.properties(), errors);
    fields.require(URL, "the target, an http or https URL");
    TargetUrl target = fields.text(URL, false, targets::parse);
    ShortCode code = fields.text(CODE, true, ShortCode::custom);
    String domain = domains.domain(fields.text(DOMAIN, true, DomainNames::parse));
    RedirectStatus status = status(fields);
    Instant startsAt = fields.text(STARTS_AT, true, Timestamps::parseMillis);
    Instant expiresAt = fields.text(EXPIRES_AT, true, this::expiry);
    refuseEmpty(startsAt, expiresAt, errors);
    TargetUrl expiredTarget = fields.text(EXPIRED_URL, true, targets::parse);
    Long maxClicks = maxClicks(fields);
    EdgeWish edge = edge(fields, maxClicks);
    List<String> tags = fields.texts(TAGS, LinkDetails::tags);
    LinkDetails details =
        new LinkDetails(
            fields.text(TITLE, true, LinkDetails::title),
            fields.text(NOTES, true, LinkDetails::notes),
            fields.text(EXTERNAL_ID, true, LinkDetails::externalId),
            tags == null ? List.of() : tags);
    Boolean reuse = fields.flag(REUSE);
    errors.throwIfAny(ProblemType.INVALID_LINK);
    if (target == null) {
      throw new IllegalStateException("a body without target passed its checks");
    }
    return new NewLink(
        target,
        status == null ? DEFAULT_STATUS : status,
        startsAt,
        expiresAt,
        expiredTarget,
        maxClicks,
        edge == null ? EdgeWish.AUTO : edge,
        code,
        details,
        domain,
        reuse != null && reuse);
  }

  /**
   * Reads a merge patch (RFC 7396) of a link.
   *
   * @throws ProblemException with all that is wrong with it
   */
  LinkEdit edit(JsonObject body) {
    FieldErrors errors = new FieldErrors();
    LinkEdit edit = edit(body, errors);
    errors.throwIfAny(ProblemType.INVALID_LINK);
    return edit;
  }

  /**
   * Reads a merge patch as far as it can be read.
   *
   * @param errors gets what is wrong with it
   */
  LinkEdit edit(JsonObject body, FieldErrors errors) {
    refuseOthers(body, EDIT, errors);
    BodyFields fields = new BodyFields(body.properties(), errors);
    TargetUrl target = fields.text(URL, false, targets::parse);
    RedirectStatus status = status(fields);
    Instant startsAt = fields.text(STARTS_AT, true, Timestamps::parseMillis);
    Instant expiresAt = fields.text(EXPIRES_AT, true, this::expiry);
    refuseEmpty(startsAt, expiresAt, errors);
    TargetUrl expiredTarget = fields.text(EXPIRED_URL, true, targets::parse);
    Long maxClicks = maxClicks(fields);
    EdgeWish edge = edge(fields, maxClicks);
    return new LinkEdit(
        target,
        status,
        fields.has(EXPIRES_AT) ? new LinkEdit.Expiry(expiresAt) : null,
        fields.has(STARTS_AT) ? new LinkEdit.Start(startsAt) : null,
        fields.has(EXPIRED_URL) ? new LinkEdit.ExpiredTarget(expiredTarget) : null,
        fields.has(MAX_CLICKS) ? new LinkEdit.ClickLimit(maxClicks) : null,
        edge,
        change(fields, TITLE, LinkDetails::title),
        change(fields, NOTES, LinkDetails::notes),
        change(fields, EXTERNAL_ID, LinkDetails::externalId),
        fields.texts(TAGS, LinkDetails::tags));
  }

  private static LinkEdit.@Nullable Text change(
      BodyFields fields, String field, Function<String, String> parser) {
    return fields.has(field) ? new LinkEdit.Text(fields.text(field, true, parser)) : null;
  }

  private Instant expiry(String text) {
    return Timestamps.parseFuture(text, clock.instant());
  }

  /** Refuses a link that nobody could ever follow, as far as one body tells. */
  private static void refuseEmpty(
      @Nullable Instant startsAt, @Nullable Instant expiresAt, FieldErrors errors) {
    if (startsAt != null && expiresAt != null && !startsAt.isBefore(expiresAt)) {
      errors.add(STARTS_AT, "must be before expiresAt");
    }
  }

  private static void refuseOthers(JsonObject body, List<String> known, FieldErrors errors) {
    List<String> free = new ArrayList<>(known);
    free.removeAll(body.properties().keySet());
    for (String name : body.properties().keySet()) {
      if (known.contains(name)) {
        continue;
      }
      if (name.equals(CODE) || name.equals(DOMAIN)) {
        errors.add(name, "cannot be changed; mint another link");
      } else if (READ_ONLY.contains(name)) {
        errors.add(name, "cannot be set; leave it out");
      } else {
        errors.add(
            JsonObject.quote(name), "is not a field of a link" + Nearest.question(name, free));
      }
    }
  }

  private static @Nullable RedirectStatus status(BodyFields fields) {
    JsonNode value = fields.get(REDIRECT_STATUS);
    if (value == null) {
      return null;
    }
    if (!value.isInt()) {
      fields.refuse(REDIRECT_STATUS, "must be a whole number, written as 302 is", value);
      return null;
    }
    return fields.checked(REDIRECT_STATUS, () -> RedirectStatus.of(value.intValue()));
  }

  private static @Nullable Long maxClicks(BodyFields fields) {
    JsonNode value = fields.get(MAX_CLICKS);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber()) {
      fields.refuse(MAX_CLICKS, "must be a whole number, written as 100 is, or null", value);
      return null;
    }
    return fields.checked(MAX_CLICKS, () -> withinBounds(value));
  }

  /** Refuses, as far as one body tells, to have somebody count who asks nobody. */
  private static @Nullable EdgeWish edge(BodyFields fields, @Nullable Long maxClicks) {
    EdgeWish wish = fields.text(EDGE, false, EdgeWish::parse);
    if (wish == EdgeWish.ALWAYS && maxClicks != null) {
      fields.errors().add(EDGE, "cannot be always where maxClicks is set: the edge does not count");
    }
    return wish;
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
}
