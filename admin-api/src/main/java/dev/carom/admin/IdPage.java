package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list that is ordered by a number, the highest first. Its cursor is the last number
 * that was told.
 *
 * @param before what is wanted has lower numbers
 * @param limit how much is wanted at most
 */
record IdPage(long before, int limit) {

  private static final Limit LIMIT = new Limit(50, 200);

  /** Reads the parameters {@code limit} and {@code cursor}. */
  static IdPage parse(QueryParams parameters, FieldErrors errors) {
    String cursor = parameters.get("cursor");
    Long before = cursor == null ? Long.valueOf(Long.MAX_VALUE) : LinkId.parse(cursor);
    if (before == null) {
      errors.add("cursor", "must be the nextCursor of an earlier answer");
    }
    return new IdPage(before == null ? 0 : before, LIMIT.parse(parameters, errors));
  }

  /** Reads the parameters where there are no others. */
  static IdPage parse(QueryParams parameters) {
    FieldErrors errors = new FieldErrors();
    IdPage page = parse(parameters, errors);
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    return page;
  }

  /** What is said of a part: how long it may be, and where the next one begins. */
  record Meta(int limit, @Nullable String nextCursor) {}

  /** Returns up to so many of a list, from a number downwards. */
  interface Source<T> {
    List<T> read(long before, int limit);
  }

  /**
   * Answers with the part.
   *
   * @param number by which the list is ordered
   * @param json what is told of each
   */
  <T> HttpResponse answer(Source<T> list, ToLongFunction<T> number, Function<T, ?> json) {
    // One more than asked for tells whether there are more.
    List<T> found = list.read(before, limit + 1);
    boolean goesOn = found.size() > limit;
    List<T> part = goesOn ? found.subList(0, limit) : found;
    String next = goesOn ? Long.toString(number.applyAsLong(part.getLast())) : null;
    return Json.ok(Json.envelope(part.stream().map(json).toList(), new Meta(limit, next)));
  }
}
