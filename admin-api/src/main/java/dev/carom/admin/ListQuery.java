package dev.carom.admin;

import com.linecorp.armeria.common.QueryParams;
import dev.carom.core.config.Nearest;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkPage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list: which part is wanted, or which one code.
 *
 * @param code the code to find, or null for a part of the list
 */
record ListQuery(int limit, @Nullable Cursor cursor, @Nullable String code) {

  private static final Limit LIMIT = new Limit(50, 200);

  static final Set<String> PARAMETERS = Set.of("limit", "cursor", "code");

  /**
   * Reads the parameters, which are {@link #PARAMETERS} and each given once at most.
   *
   * @throws ProblemException with all that is wrong with them
   */
  static ListQuery parse(QueryParams parameters) {
    FieldErrors errors = new FieldErrors();
    int limit = LIMIT.parse(parameters, errors);
    Cursor cursor = cursor(parameters.get("cursor"), errors);
    String code = parameters.get("code");
    if (code != null && cursor != null) {
      errors.add("cursor", "cannot be combined with code, which finds one link at most");
    }
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    return new ListQuery(limit, cursor, code);
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

  LinkPage.Query page() {
    return cursor == null
        ? new LinkPage.Query(limit, null, LinkPage.Direction.OLDER)
        : new LinkPage.Query(limit, cursor.position(), cursor.direction());
  }

  private static @Nullable Cursor cursor(@Nullable String text, FieldErrors errors) {
    if (text == null) {
      return null;
    }
    Cursor cursor = Cursor.parse(text);
    if (cursor == null) {
      errors.add("cursor", "must be the nextCursor or prevCursor of an earlier answer");
    }
    return cursor;
  }

  /** What the meta of a list says. */
  record Meta(int limit, @Nullable String nextCursor, @Nullable String prevCursor, long total) {

    static Meta of(LinkPage.Query query, LinkPage page) {
      return new Meta(
          query.limit(),
          page.hasOlder() ? cursor(query, page, LinkPage.Direction.OLDER) : null,
          page.hasNewer() ? cursor(query, page, LinkPage.Direction.NEWER) : null,
          page.total());
    }

    private static @Nullable String cursor(
        LinkPage.Query query, LinkPage page, LinkPage.Direction direction) {
      List<Link> links = page.links();
      LinkPage.Position position =
          links.isEmpty()
              ? query.after()
              : LinkPage.Position.of(
                  direction == LinkPage.Direction.OLDER ? links.getLast() : links.getFirst());
      return position == null ? null : new Cursor(position, direction).encode();
    }
  }
}
