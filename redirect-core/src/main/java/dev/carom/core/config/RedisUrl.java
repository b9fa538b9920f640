package dev.carom.core.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * The address of a Redis server, with database and credentials where it has them; {@link #toString}
 * redacts the credentials.
 */
public record RedisUrl(URI reveal) {

  private static final String SYNTAX =
      "must be redis://HOST:PORT or rediss://HOST:PORT, with USER:PASSWORD@ before the host and"
          + " /DATABASE after the port where needed";
  private static final Pattern PATH = Pattern.compile("(/\\d{0,9})?");

  public RedisUrl {
    // An opaque URI, such as cache.example:6379, has neither host nor path.
    if (!("redis".equals(reveal.getScheme()) || "rediss".equals(reveal.getScheme()))
        || reveal.getHost() == null
        || reveal.getPort() < 1
        || reveal.getPort() > 65_535
        || !PATH.matcher(reveal.getRawPath()).matches()
        || reveal.getRawQuery() != null
        || reveal.getRawFragment() != null) {
      throw new IllegalArgumentException(SYNTAX);
    }
  }

  static RedisUrl parse(String text) {
    try {
      return new RedisUrl(new URI(text));
    } catch (URISyntaxException _) {
      throw new IllegalArgumentException(SYNTAX);
    }
  }

  @Override
  public String toString() {
    return Redaction.userInfo(reveal.toString());
  }
}
