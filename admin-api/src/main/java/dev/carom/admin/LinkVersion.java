package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import dev.carom.core.link.Versions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The versions of links as the fields {@code ETag} and {@code If-Match} (RFC 9110) name them. */
final class LinkVersion {

  /** The field of an operation that stands for the header. */
  static final String FIELD = "ifMatch";

  private static final String HEADER = "If-Match";

  /** An element of a list, which may be empty, with what separates it from the next. */
  private static final Pattern ITEM =
      Pattern.compile(
          "[ \\t]*+(\"(?<ours>0|[1-9]\\d{0,17})\"|(W/)?\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")?[ \\t]*+(,|$)");

  private final boolean required;

  /**
   * @param required whether every change has to say which version it means
   */
  LinkVersion(boolean required) {
    this.required = required;
  }

  static String tag(long version) {
    return '"' + Long.toString(version) + '"';
  }

  /**
   * Returns the versions that a change is meant for.
   *
   * @throws ProblemException if it has to say so and does not, or says what cannot be understood
   */
  Versions wanted(RequestHeaders headers) {
    List<String> fields = headers.getAll(HttpHeaderNames.IF_MATCH);
    return fields.isEmpty() ? unnamed(HEADER) : named(HEADER, String.join(",", fields));
  }

  /**
   * Returns the versions that an operation is meant for, as its field {@value #FIELD} says: what
   * the header would have, or the number of a version.
   *
   * @throws ProblemException as for a request
   */
  Versions wanted(BodyFields fields) {
    JsonNode value = fields.get(FIELD);
    if (value == null) {
      return unnamed(FIELD);
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return new Versions(Set.of(value.longValue()));
    }
    if (value.isString()) {
      return named(FIELD, value.stringValue());
    }
    fields.refuse(FIELD, "must be a version, or a string such as If-Match has", value);
    return Versions.ANY;
  }

  private Versions unnamed(String field) {
    if (required) {
      throw new ProblemException(
          new Problem(
              ProblemType.PRECONDITION_REQUIRED,
              "Send %s with the ETag of the link that you have read, or with *".formatted(field)));
    }
    return Versions.ANY;
  }

  private static Versions named(String field, String text) {
    String list = text.strip();
    return list.equals("*") ? Versions.ANY : new Versions(numbers(field, list));
  }

  /** Tags that are weak, or none of ours, match nothing. */
  private static Set<Long> numbers(String field, String list) {
    Set<Long> numbers = new HashSet<>();
    Matcher item = ITEM.matcher(list);
    while (item.lookingAt() && item.end() > item.regionStart()) {
      String tag = item.group("ours");
      if (tag != null) {
        numbers.add(Long.valueOf(tag));
      }
      item.region(item.end(), list.length());
    }
    if (item.regionStart() < list.length()) {
      throw new ProblemException(
          new Problem(
              ProblemType.BAD_REQUEST,
              "%s must be *, or entity tags such as \"1024\"".formatted(field)));
    }
    return numbers;
  }
}
