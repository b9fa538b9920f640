package dev.carom.admin;

import com.linecorp.armeria.common.QueryParams;
import dev.carom.core.click.ClickArchive.Query;
import dev.carom.core.click.TrafficClass;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of single clicks: which, and how they are wanted.
 *
 * @param before from which id on they were told already
 */
record ClicksQuery(
    Instant from, Instant to, Set<TrafficClass> traffic, Format format, int limit, long before) {

  static final Set<String> PARAMETERS =
      Set.of("from", "to", "tz", "class", "limit", "cursor", "format");

  private static final Limit LIMIT = new Limit(50, 200);

  /** Ids in base 36, after a letter that tells this cursor from others. */
  private static final Pattern CURSOR = Pattern.compile("c[0-9a-z]{1,12}");

  private static final int RADIX = 36;

  /**
   * Reads the parameters, which are {@link #PARAMETERS} and each given once at most.
   *
   * @throws ProblemException with all that is wrong with them
   */
  static ClicksQuery parse(QueryParams parameters, Instant now) {
    FieldErrors errors = new FieldErrors();
    ClickParameters clicks = new ClickParameters(parameters, errors);
    ZoneId zone = clicks.zone();
    ZonedDateTime end = clicks.time("to", zone);
    ZonedDateTime to = end == null ? now.atZone(zone) : end;
    ZonedDateTime begin = clicks.time("from", zone);
    ZonedDateTime from = begin == null ? to.minusDays(ClickParameters.DEFAULT_DAYS) : begin;
    if (!from.isBefore(to)) {
      errors.add("from", "must be before to");
    }
    ClicksQuery query =
        new ClicksQuery(
            from.toInstant(),
            to.toInstant(),
            clicks.traffic(),
            Format.parse(parameters, List.of("limit", "cursor"), errors),
            LIMIT.parse(parameters, errors),
            before(parameters.get("cursor"), errors));
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    return query;
  }

  Query of(long linkId) {
    return new Query(linkId, from, to, traffic);
  }

  static String cursor(long before) {
    return "c" + Long.toString(before, RADIX);
  }

  private static long before(@Nullable String text, FieldErrors errors) {
    if (text == null) {
      return Long.MAX_VALUE;
    }
    if (!CURSOR.matcher(text).matches()) {
      errors.add("cursor", "must be the nextCursor of an earlier answer");
      return Long.MAX_VALUE;
    }
    return Long.parseLong(text, 1, text.length(), RADIX);
  }
}
