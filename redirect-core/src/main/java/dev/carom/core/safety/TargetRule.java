package dev.carom.core.safety;

import dev.carom.core.link.HostName;
import dev.carom.core.link.InvalidValueException;

/**
 * Where links may not lead, as one pattern:
 *
 * <pre>
 *   example.com            the host and its subdomains, whatever the path
 *   *.example.com          its subdomains alone
 *   example.com/a*b        what begins with /a and ends with b there, the query included
 *   * /a                   /a on any host (without the space)
 * </pre>
 *
 * <p>A star in the path stands for any characters, or none. Matching reads a path once for each
 * piece between stars, whose number is bounded, and never goes back. Immutable.
 *
 * @param pattern the text, in its one form
 */
public record TargetRule(String pattern) {

  private static final int MAX_LENGTH = 500;
  private static final int MAX_STARS = 8;

  private static final String ANY_HOST = "*";
  private static final String SUBDOMAINS = "*.";

  /**
   * Reads a pattern that a person wrote.
   *
   * @throws InvalidValueException if it is none
   */
  public static TargetRule parse(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new InvalidValueException("must be 1 to %d characters".formatted(MAX_LENGTH));
    }
    if (text.contains("://")) {
      throw new InvalidValueException("must begin with the host, without http:// or https://");
    }
    int slash = text.indexOf('/');
    String host = host(slash < 0 ? text : text.substring(0, slash));
    String path = slash < 0 ? "" : path(text.substring(slash));
    if (host.equals(ANY_HOST) && path.chars().allMatch(c -> c == '/' || c == '*')) {
      throw new InvalidValueException("must not be met by every target");
    }
    return new TargetRule(host + path);
  }

  private static String host(String text) {
    if (text.equals(ANY_HOST)) {
      return text;
    }
    boolean subdomains = text.startsWith(SUBDOMAINS);
    HostName name = HostName.parse(subdomains ? text.substring(SUBDOMAINS.length()) : text);
    String host = HostAddress.canonical(name.text());
    return subdomains ? SUBDOMAINS + host : host;
  }

  private static String path(String text) {
    if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '#')) {
      throw new InvalidValueException(
          "must have a path in visible ASCII without #; percent-encode other characters");
    }
    if (text.chars().filter(c -> c == '*').count() > MAX_STARS) {
      throw new InvalidValueException("must not have more than %d stars".formatted(MAX_STARS));
    }
    return TargetParts.decoded(text);
  }

  /** The host whose targets, or whose subdomains' targets, this is about; "" if it is any. */
  String host() {
    String host = hostPattern();
    if (host.equals(ANY_HOST)) {
      return "";
    }
    return host.startsWith(SUBDOMAINS) ? host.substring(SUBDOMAINS.length()) : host;
  }

  private String hostPattern() {
    int slash = pattern.indexOf('/');
    return slash < 0 ? pattern : pattern.substring(0, slash);
  }

  /** Whether a target whose host is {@link #host}, or a subdomain of it, meets this. */
  boolean isMetBy(TargetParts target) {
    String hosts = hostPattern();
    return !(hosts.startsWith(SUBDOMAINS) && target.host().equals(host()))
        && (hosts.length() == pattern.length()
            || matches(pattern.substring(hosts.length()), target.path()));
  }

  /** The leftmost place for each piece leaves most for those after it, so none is tried twice. */
  private static boolean matches(String pattern, String text) {
    String[] pieces = pattern.split("\\*", -1);
    if (pieces.length == 1) {
      return text.equals(pattern);
    }
    String first = pieces[0];
    String last = pieces[pieces.length - 1];
    if (!text.startsWith(first)
        || !text.endsWith(last)
        || text.length() < first.length() + last.length()) {
      return false;
    }
    int at = first.length();
    int end = text.length() - last.length();
    for (int i = 1; i < pieces.length - 1; i++) {
      int found = text.indexOf(pieces[i], at);
      if (found < 0 || found + pieces[i].length() > end) {
        return false;
      }
      at = found + pieces[i].length();
    }
    return true;
  }
}
