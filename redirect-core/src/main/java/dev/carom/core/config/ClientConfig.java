package dev.carom.core.config;

import java.time.Duration;

/** Who may use the admin API from where, and how often. */
@Section(
    title = "Clients of the admin API",
    doc = "Who may use the admin API from where, and how often.")
public record ClientConfig(
    @Key(
            name = "admin.cors.origins",
            defaultValue = "",
            doc =
                "The origins whose pages may use the API from a browser (CORS), separated by commas,"
                    + " such as `https://app.example`. Empty: none. A page needs a key all the"
                    + " same.")
        Origins corsOrigins,
    @Key(
            name = "admin.client-address",
            defaultValue = "connection",
            doc =
                "Where a client's address comes from: from the connection itself, or from the"
                    + " `X-Forwarded-For` field of trusted proxies, nobody else's.")
        Source address,
    @Key(
            name = "admin.trusted-proxies",
            defaultValue = "",
            doc = "The proxies before the API, as addresses or ranges separated by commas.")
        AddressRanges trustedProxies,
    @Key(
            name = "admin.rate-limit.per-address",
            defaultValue = "500",
            min = "0",
            max = "10000",
            doc =
                "Requests a second that one address (in IPv6, one network of 64 bits) may send in the"
                    + " long run, with whatever keys, right or wrong; more are answered 429. A bulk"
                    + " request is one. 0 limits nobody.")
        int perAddress,
    @Key(
            name = "admin.rate-limit.per-key",
            defaultValue = "1000",
            min = "0",
            max = "10000",
            doc = "The same for one key or token, from whatever addresses.")
        int perKey,
    @Key(
            name = "admin.rate-limit.burst",
            defaultValue = "5s",
            min = "1s",
            max = "1m",
            doc =
                "For how long requests that were not sent are saved up: so many seconds' worth may"
                    + " come at once.")
        Duration burst)
    implements ComponentConfig {

  /** Where a client's address comes from. */
  public enum Source {
    CONNECTION,
    X_FORWARDED_FOR
  }

  public ClientConfig {
    Check.that(
        address != Source.X_FORWARDED_FOR || !trustedProxies.isEmpty(),
        "admin.client-address",
        "needs admin.trusted-proxies: whose X-Forwarded-For is believed");
    Check.wholeSeconds("admin.rate-limit.burst", burst);
  }
}
