package dev.carom.core.config;

import java.net.URI;

/** Where short URLs live. */
@Section(title = "Links", doc = "What short URLs look like.")
public record LinkConfig(
    @Key(
            name = "link.base-url",
            required = true,
            doc =
                "What short URLs begin with, such as `https://go.example`: scheme, host and, where"
                    + " needed, port. No target may be such a URL itself.")
        URI baseUrl)
    implements ComponentConfig {

  public LinkConfig {
    String scheme = baseUrl.getScheme();
    check("https".equals(scheme) || "http".equals(scheme), "must be an http or https URL", baseUrl);
    check(baseUrl.getRawUserInfo() == null, "must not hold a user or password", baseUrl);
    check(baseUrl.getHost() != null, "must have a host, in ASCII", baseUrl);
    check(baseUrl.getPort() <= 65_535, "must have a port <= 65535", baseUrl);
    boolean bare =
        baseUrl.getRawPath().isEmpty()
            && baseUrl.getRawQuery() == null
            && baseUrl.getRawFragment() == null;
    check(bare, "must end after host and port, without even a /", baseUrl);
  }

  private static void check(boolean holds, String requirement, URI was) {
    Check.that(
        holds, "link.base-url", requirement + " (was " + Redaction.userInfo(was.toString()) + ")");
  }
}
