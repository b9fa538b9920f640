package dev.carom.admin;

import com.linecorp.armeria.common.QueryParams;
import java.util.regex.Pattern;

/**
 * The query parameter {@code limit}: how much is wanted at most.
 *
 * @param unlessGiven what it is if it is not given
 * @param max what it can be
 */
record Limit(int unlessGiven, int max) {

  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,5}");

  int parse(QueryParams parameters, FieldErrors errors) {
    String text = parameters.get("limit");
    if (text == null) {
      return unlessGiven;
    }
    int limit = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > max) {
      errors.add("limit", "must be a number from 1 to " + max);
    }
    return limit;
  }
}
