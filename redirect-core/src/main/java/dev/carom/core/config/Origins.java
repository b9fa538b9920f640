package dev.carom.core.config;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Origins of web pages, as browsers write them in {@code Origin} (RFC 6454, section 6.2): {@code
 * https://app.example, http://localhost:3000}; none if empty. There is no wildcard.
 */
public record Origins(Set<String> origins) {

  private static final Pattern ORIGIN =
      Pattern.compile(
          "(?!http://.*:80$|https://.*:443$)https?://"
              + "([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");

  public Origins {
    origins = Set.copyOf(origins);
  }

  static Origins parse(String text) {
    if (text.isBlank()) {
      return new Origins(Set.of());
    }
    Set<String> origins =
        Stream.of(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    if (!origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches())) {
      throw new IllegalArgumentException(
          "must be origins as browsers send them, such as https://app.example or"
              + " http://localhost:3000, in lower case, without a path or a default port, separated"
              + " by commas");
    }
    return new Origins(origins);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return origins.isEmpty();
  }

  /** Whether an origin, as it was sent, is one of these. */
  public boolean contains(String origin) {
    return origins.contains(origin);
  }
}
