package dev.carom.core.link;

import java.net.IDN;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The host of a URL, in the form in which it is looked up: lower-case ASCII, an IPv6 address in its
 * brackets.
 *
 * <p>International names become A-labels. The platform knows IDNA 2003 alone, which maps four
 * characters to something else than browsers do ({@code ß}, {@code ς} and the two joiners, see UTS
 * 46, section 7); a name with one of them could lead elsewhere than its author saw, so it is asked
 * for in its {@code xn--} form.
 */
public record HostName(String text) {

  /**
   * DNS's lengths, and any letters, digits, hyphens and underscores: hosts like {@code a-.example}
   * exist.
   */
  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}\\.?$)[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*\\.?");

  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:]{2,39}(\\.[0-9]{1,3}){0,3}]");
  private static final String DIFFERS_IN_BROWSERS = "ßẞς\u200C\u200D";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Reads a host that a person wrote.
   *
   * @throws InvalidValueException if it is none
   */
  public static HostName parse(String text) {
    if (text.isEmpty()) {
      throw new InvalidValueException("must have a host, as in https://example.com/");
    }
    String ascii = text.chars().allMatch(c -> c < 0x80) ? text : toAscii(text);
    String host = ascii.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(host).matches() && !isIpv6(host)) {
      throw new InvalidValueException("must have a valid host name or address");
    }
    return new HostName(host);
  }

  /** Whether both names reach the same host as far as their text tells. */
  boolean isSameAs(HostName other) {
    String name = withoutRootDot();
    return name.equals(other.withoutRootDot())
        || (LOOPBACK.contains(name) && LOOPBACK.contains(other.withoutRootDot()));
  }

  /** Returns the name without the dot at its end, if there is one. */
  public String withoutRootDot() {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static String toAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (DIFFERS_IN_BROWSERS.indexOf(text.charAt(i)) >= 0) {
        throw new InvalidValueException("must have its international host name in its xn-- form");
      }
    }
    try {
      return IDN.toASCII(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          "must have a valid host name; write an international one in its xn-- form");
    }
  }

  private static boolean isIpv6(String host) {
    if (!IPV6.matcher(host).matches()) {
      return false;
    }
    try {
      // A literal in brackets is parsed, never looked up.
      java.net.InetAddress.ofLiteral(host.substring(1, host.length() - 1));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
