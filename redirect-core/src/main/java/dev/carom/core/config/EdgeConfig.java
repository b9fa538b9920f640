package dev.carom.core.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The cache in front of the redirect servers, if there is one. */
@Section(
    title = "Edge",
    doc =
        "A CDN or a cache in front of the redirect servers, which answers for popular links: see"
            + " [edge.md](edge.md). The admin API decides which these are, and purges what it"
            + " changes.")
public record EdgeConfig(
    @Key(
            name = "edge.purger",
            defaultValue = "none",
            doc =
                "What is in front, and so how it is purged. `none`: nothing that could be purged, and"
                    + " no link may be kept there.")
        Kind purger,
    @Key(
            name = "edge.nodes",
            defaultValue = "",
            doc =
                "All nodes of `varnish` or `nginx`, as URLs such as `http://10.0.0.5:6081`, separated"
                    + " by blanks. Each is asked to purge.")
        HttpUrls nodes,
    @Key(
            name = "edge.zones",
            defaultValue = "",
            doc =
                "The ids of Cloudflare's zones, or of Fastly's services, that are in front, separated"
                    + " by blanks. Each is asked to purge.")
        Words zones,
    @Key(
            name = "edge.api-key",
            defaultValue = "",
            doc =
                "Cloudflare's API token, or Fastly's; one that may purge the cache, and no more, will"
                    + " do.")
        Secret apiKey,
    @Key(
            name = "edge.api-url",
            doc = "Where Cloudflare's or Fastly's API is. Empty: where it always is.")
        Optional<URI> apiUrl,
    @Key(
            name = "edge.purge-timeout",
            defaultValue = "2s",
            min = "10ms",
            max = "1m",
            doc = "How long a request to purge may take, from when it is sent.")
        Duration purgeTimeout,
    @Key(
            name = "edge.fetch-timeout",
            defaultValue = "2s",
            min = "10ms",
            max = "10s",
            doc =
                "The longest that the edge waits for an answer of a redirect server: at least what it"
                    + " is told to. What it has asked for before an edit it may keep until then, so"
                    + " an edit purges, waits for so long, and purges again.")
        Duration fetchTimeout,
    @Key(
            name = "edge.on-purge-failure",
            defaultValue = "wait",
            doc =
                "What becomes of an edit whose purge fails: `wait` answers it when the edge has"
                    + " dropped by itself what it had; `pending` answers at once, with `\"edge\":"
                    + " \"pending\"`. The purge is tried again in either case.")
        OnPurgeFailure onPurgeFailure,
    @Key(
            name = "edge.popular-rate",
            defaultValue = "60",
            min = "1",
            max = "1000000",
            doc =
                "Clicks a minute from which on a link may be kept at the edge; until it has less than"
                    + " half as many.")
        int popularRate,
    @Key(
            name = "edge.min-ttl",
            defaultValue = "5s",
            min = "1s",
            max = "300s",
            doc = "How long the edge keeps a link at least, if it has very many clicks.")
        Duration minTtl,
    @Key(
            name = "edge.max-ttl",
            defaultValue = "300s",
            min = "1s",
            max = "300s",
            doc =
                "How long the edge keeps a link at most: for that long it may show what was before an"
                    + " edit whose purge fails.")
        Duration maxTtl,
    @Key(
            name = "edge.interval",
            defaultValue = "5s",
            min = "100ms",
            max = "1m",
            doc = "How often clicks are looked at for which links are popular.")
        Duration interval)
    implements ComponentConfig {

  /** What may be in front. */
  public enum Kind {
    NONE,
    VARNISH,
    NGINX,
    CLOUDFLARE,
    FASTLY
  }

  /** What an edit does that the edge was not told of. */
  public enum OnPurgeFailure {
    WAIT,
    PENDING
  }

  public EdgeConfig {
    boolean hasNodes = purger == Kind.VARNISH || purger == Kind.NGINX;
    boolean hasZones = purger == Kind.CLOUDFLARE || purger == Kind.FASTLY;
    Check.that(
        !hasNodes || !nodes.urls().isEmpty(),
        "edge.nodes",
        "must be set where edge.purger is varnish or nginx");
    Check.that(
        !hasZones || !zones.words().isEmpty(),
        "edge.zones",
        "must be set where edge.purger is cloudflare or fastly");
    Check.that(
        !hasZones || !apiKey.reveal().isEmpty(),
        "edge.api-key",
        "must be set where edge.purger is cloudflare or fastly");
    Check.that(
        apiKey.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f),
        "edge.api-key",
        "must be visible ASCII without spaces");
    Check.that(
        zones.words().stream().allMatch(zone -> zone.matches("[A-Za-z0-9_-]+")),
        "edge.zones",
        "must be ids of letters, digits, _ and -, separated by blanks");
    Check.that(
        apiUrl.map(OidcConfig::isTrustworthy).orElse(true),
        "edge.api-url",
        "must be an https URL, or an http URL on this machine, without a user or password");
    Check.wholeSeconds("edge.min-ttl", minTtl);
    Check.wholeSeconds("edge.max-ttl", maxTtl);
    Check.that(minTtl.compareTo(maxTtl) <= 0, "edge.min-ttl", "must be at most edge.max-ttl");
  }
}
