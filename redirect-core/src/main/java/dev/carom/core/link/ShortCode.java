package dev.carom.core.link;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a short URL that names its link, on the domain that the link belongs to: 1 to 64 of
 * {@code A-Z a-z 0-9 _ -}. Case matters; on a domain where it does not, codes are in lower case.
 *
 * @param domain the {@link Domain}'s id
 * @param value the code's text
 */
public record ShortCode(int domain, String value) {

  /** The domain of links that no other was wished for. */
  public static final int DEFAULT_DOMAIN = 0;

  /** The longest code, in characters. */
  public static final int MAX_LENGTH = 64;

  /**
   * Words, in lower case, that no link may have as its code: paths that browsers, crawlers, probes
   * and operators ask for by themselves.
   */
  public static final Set<String> RESERVED =
      Set.of(
          "admin",
          "ads.txt",
          "api",
          "apple-app-site-association",
          "docs",
          "favicon",
          "favicon.ico",
          "health",
          "healthz",
          "humans.txt",
          "livez",
          "metrics",
          "openapi",
          "openapi.json",
          "readyz",
          "robots",
          "robots.txt",
          "security.txt",
          "sitemap",
          "sitemap.xml",
          "status",
          "well-known");

  public ShortCode {
    if (!isCode(value)) {
      throw new InvalidValueException(
          "must be 1 to %d characters of A-Z, a-z, 0-9, _ and -".formatted(MAX_LENGTH));
    }
  }

  /** A code on the default domain. */
  public ShortCode(String value) {
    this(DEFAULT_DOMAIN, value);
  }

  /**
   * Returns the code that {@code text} is, on the default domain, or null if no link can have it.
   */
  public static @Nullable ShortCode parse(String text) {
    return isCode(text) ? new ShortCode(text) : null;
  }

  /**
   * Returns the code that somebody wishes for a link, on the default domain.
   *
   * @throws InvalidValueException if it is no code, or a reserved one
   */
  public static ShortCode custom(String text) {
    if (RESERVED.contains(text.toLowerCase(Locale.ROOT))) {
      throw new InvalidValueException("\"%s\" is reserved; choose another code".formatted(text));
    }
    return new ShortCode(text);
  }

  private static boolean isCode(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (!isCodeCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCodeCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  @Override
  public String toString() {
    return value;
  }
}
