package dev.carom.core.config;

import java.util.Locale;
import java.util.Set;

/** How the redirect server knows who follows a link. */
@Section(title = "Followers", doc = "What the redirect server believes of who follows a link.")
public record FollowerConfig(
    @Key(
            name = "redirect.client-address",
            defaultValue = "connection",
            doc =
                "Where a follower's address comes from: from the connection itself; from the"
                    + " `X-Forwarded-For` field of trusted proxies, nobody else's; or from the PROXY"
                    + " protocol (version 1 or 2), which every connection must then begin with.")
        Source clientAddress,
    @Key(
            name = "redirect.trusted-proxies",
            defaultValue = "",
            doc =
                "The proxies before the server, as addresses or ranges separated by commas. With the"
                    + " PROXY protocol, connections from elsewhere are closed; empty lets all in.")
        AddressRanges trustedProxies,
    @Key(
            name = "redirect.max-unknown-codes",
            defaultValue = "120",
            min = "0",
            max = "1000000",
            doc =
                "Codes without a link that one client may ask for in a minute; then it is answered"
                    + " 429 for everything that is not cached. Neither the machine itself nor"
                    + " trusted proxies are limited: behind a proxy, have `redirect.client-address`"
                    + " tell followers apart. 0 limits nobody.")
        int maxUnknownCodes,
    @Key(
            name = "redirect.country-header",
            defaultValue = "",
            doc =
                "The field in which a proxy or CDN tells the follower's country, such as"
                    + " `CF-IPCountry`; empty if none does. Where `redirect.trusted-proxies` are"
                    + " set, they alone are believed.")
        String countryHeader)
    implements ComponentConfig {

  /** What the server, or HTTP itself, goes by. */
  private static final Set<String> TAKEN =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "upgrade",
          "expect",
          "http2-settings",
          "user-agent",
          "referer",
          "x-forwarded-for",
          "accept-language",
          "sec-purpose",
          "purpose",
          "dnt",
          "sec-gpc");

  /** Where a follower's address comes from. */
  public enum Source {
    CONNECTION,
    X_FORWARDED_FOR,
    PROXY_PROTOCOL
  }

  public FollowerConfig {
    Check.that(
        clientAddress != Source.X_FORWARDED_FOR || !trustedProxies.isEmpty(),
        "redirect.client-address",
        "needs redirect.trusted-proxies: whose X-Forwarded-For is believed");
    Check.that(
        countryHeader.matches("[A-Za-z0-9-]*"),
        "redirect.country-header",
        "must be the name of a header field, such as CF-IPCountry");
    Check.that(
        !TAKEN.contains(countryHeader.toLowerCase(Locale.ROOT)),
        "redirect.country-header",
        "must be a field that means nothing else (was %s)".formatted(countryHeader));
  }
}
