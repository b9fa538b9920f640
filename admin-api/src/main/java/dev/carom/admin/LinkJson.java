package dev.carom.admin;

import dev.carom.core.link.Link;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A link as it is sent. */
record LinkJson(
    String id,
    String code,
    String shortUrl,
    String url,
    int redirectStatus,
    @Nullable String expiresAt,
    @Nullable Long maxClicks,
    @Nullable Long clicksLeft,
    String state,
    long version,
    String createdAt,
    String updatedAt) {

  /**
   * What is sent of a link at some moment.
   *
   * @param baseUrl what short URLs begin with
   */
  static LinkJson of(Link link, String baseUrl, Instant now) {
    Instant expiresAt = link.expiresAt();
    return new LinkJson(
        Long.toString(link.id()),
        link.code().value(),
        baseUrl + "/" + link.code().value(),
        link.target().value(),
        link.status().code(),
        expiresAt == null ? null : Timestamps.format(expiresAt),
        link.maxClicks(),
        link.clicksLeft(),
        link.state(now).name().toLowerCase(Locale.ROOT),
        link.version(),
        Timestamps.format(link.createdAt()),
        Timestamps.format(link.updatedAt()));
  }
}
