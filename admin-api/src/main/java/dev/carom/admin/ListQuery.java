package dev.carom.admin;

import com.linecorp.armeria.common.QueryParams;
import dev.carom.core.config.Nearest;
import dev.carom.core.link.Domain;
import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkDetails;
import dev.carom.core.link.LinkFilter;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkPage.Direction;
import dev.carom.core.link.LinkPage.Order;
import dev.carom.core.link.LinkPage.Position;
import dev.carom.core.link.SearchText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list: which list, which part of it and how, or which one code.
 *
 * @param code the code to find, or null for a list
 * @param domain the domain whose code it is; of a list, the default one if none is asked for
 * @param page the part of the list
 * @param format how it is told
 */
record ListQuery(@Nullable String code, Domain domain, LinkPage.Query page, Format format) {

  private static final Limit LIMIT = new Limit(50, 200);

  static final String DOMAIN = "domain";

  /** Those that say which list it is. */
  private static final List<String> OF_LIST =
      List.of("sort", "state", "tag", "createdFrom", "createdBefore", "q", DOMAIN);

  static final Set<String> PARAMETERS =
      Set.of(
          "limit",
          "cursor",
          "code",
          "format",
          "sort",
          "state",
          "tag",
          "createdFrom",
          "createdBefore",
          "q",
          DOMAIN);

  /** Files are read to their end, which neither an order that edits change allows nor words do. */
  private static final List<String> NOT_OF_FILES = List.of("limit", "cursor", "code", "sort", "q");

  private static final String NEWEST_FIRST = "-createdAt";

  /**
   * Reads the parameters, which are {@link #PARAMETERS} and each given once at most.
   *
   * @param domains knows the domains; it is asked if one is named
   * @throws ProblemException with all that is wrong with them
   */
  static ListQuery parse(QueryParams parameters, DomainNames domains) {
    FieldErrors errors = new FieldErrors();
    int limit = LIMIT.parse(parameters, errors);
    Order order = order(parameters.get("sort", NEWEST_FIRST), errors);
    Domain domain = domain(parameters, domains, errors);
    LinkFilter filter =
        new LinkFilter(
            state(parameters.get("state"), errors),
            tag(parameters, errors),
            time(parameters, "createdFrom", errors),
            time(parameters, "createdBefore", errors),
            value(parameters, "q", SearchText::parse, errors),
            domain == null ? null : domain.id());
    Cursor cursor = cursor(parameters, errors);
    Format format = Format.parse(parameters, NOT_OF_FILES, errors);
    if (parameters.contains("code")) {
      refuseBesideCode(parameters, errors);
    }
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    Position beside = cursor == null ? null : cursor.position();
    Direction direction = cursor == null ? Direction.NEXT : cursor.direction();
    return new ListQuery(
        parameters.get("code"),
        domain == null ? Domain.DEFAULT : domain,
        new LinkPage.Query(limit, filter, order, beside, direction),
        format);
  }

  /**
   * Refuses parameters that are not among these, and repeated ones.
   *
   * @throws ProblemException with all that is wrong
   */
  static void refuseOthers(QueryParams parameters, Set<String> known) {
    FieldErrors errors = new FieldErrors();
    for (String name : parameters.names()) {
      if (!known.contains(name)) {
        errors.add(
            JsonObject.quote(name), "is not a parameter here" + Nearest.question(name, known));
      } else if (parameters.getAll(name).size() > 1) {
        errors.add(name, "must be given once");
      }
    }
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
  }

  private static void refuseBesideCode(QueryParams parameters, FieldErrors errors) {
    for (String name : PARAMETERS.stream().sorted().toList()) {
      boolean ofList = OF_LIST.contains(name) && !name.equals(DOMAIN);
      if ((ofList || name.equals("cursor")) && parameters.contains(name)) {
        errors.add(name, "cannot be combined with code, which finds one link at most");
      }
    }
  }

  private static Order order(String text, FieldErrors errors) {
    return switch (text) {
      case NEWEST_FIRST -> Order.NEWEST;
      case "createdAt" -> Order.OLDEST;
      case "-updatedAt" -> Order.LAST_UPDATED;
      case "updatedAt" -> Order.FIRST_UPDATED;
      default -> {
        errors.add("sort", "must be -createdAt, createdAt, -updatedAt or updatedAt");
        yield Order.NEWEST;
      }
    };
  }

  private static Link.@Nullable State state(@Nullable String text, FieldErrors errors) {
    if (text == null) {
      return null;
    }
    for (Link.State state : Link.State.values()) {
      if (StatsQuery.name(state).equals(text)) {
        return state;
      }
    }
    errors.add(
        "state",
        Arrays.stream(Link.State.values())
            .map(StatsQuery::name)
            .collect(Collectors.joining(", ", "must be one of ", "")));
    return null;
  }

  private static @Nullable Instant time(QueryParams parameters, String field, FieldErrors errors) {
    ZonedDateTime time = TimeParameter.parse(parameters, field, ZoneOffset.UTC, errors);
    return time == null ? null : time.toInstant();
  }

  /** The tag that links are to have, or null if none is asked for, or none that a link can have. */
  static @Nullable String tag(QueryParams parameters, FieldErrors errors) {
    return value(parameters, "tag", tag -> LinkDetails.tags(List.of(tag)).getFirst(), errors);
  }

  /** The domain that links are to belong to, or null if none is asked for, or there is none. */
  static @Nullable Domain domain(QueryParams parameters, DomainNames domains, FieldErrors errors) {
    return value(parameters, DOMAIN, domains::require, errors);
  }

  private static <T> @Nullable T value(
      QueryParams parameters, String field, Function<String, T> parser, FieldErrors errors) {
    String text = parameters.get(field);
    if (text == null) {
      return null;
    }
    try {
      return parser.apply(text);
    } catch (InvalidValueException e) {
      errors.add(field, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static @Nullable Cursor cursor(QueryParams parameters, FieldErrors errors) {
    String text = parameters.get("cursor");
    if (text == null) {
      return null;
    }
    Cursor cursor = Cursor.parse(text);
    if (cursor == null) {
      errors.add("cursor", "must be the nextCursor or prevCursor of an earlier answer");
    } else if (cursor.list() != list(parameters)) {
      errors.add("cursor", "is of another list; repeat what it was asked with, or begin anew");
    }
    return cursor;
  }

  /** Tells this list from most others. */
  private static int list(QueryParams parameters) {
    return OF_LIST.stream().map(parameters::getAll).toList().hashCode();
  }

  /** What the meta of a list says. */
  record Meta(int limit, @Nullable String nextCursor, @Nullable String prevCursor, long total) {

    /**
     * What it says of a page.
     *
     * @param parameters with which it was asked for
     */
    static Meta of(QueryParams parameters, LinkPage.Query query, LinkPage page) {
      return new Meta(
          query.limit(),
          page.hasNext() ? cursor(parameters, query, page, Direction.NEXT) : null,
          page.hasPrevious() ? cursor(parameters, query, page, Direction.PREVIOUS) : null,
          page.total());
    }

    private static @Nullable String cursor(
        QueryParams parameters, LinkPage.Query query, LinkPage page, Direction direction) {
      List<Link> links = page.links();
      Position position =
          links.isEmpty()
              ? query.beside()
              : query
                  .order()
                  .position(direction == Direction.NEXT ? links.getLast() : links.getFirst());
      return position == null ? null : new Cursor(list(parameters), position, direction).encode();
    }
  }
}
