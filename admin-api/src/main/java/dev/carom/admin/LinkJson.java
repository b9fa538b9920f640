package dev.carom.admin;

import dev.carom.core.link.Link;
import dev.carom.core.link.TargetUrl;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A link as it is sent. */
record LinkJson(
    String id,
    String code,
    String domain,
    String shortUrl,
    String url,
    int redirectStatus,
    @Nullable String startsAt,
    @Nullable String expiresAt,
    @Nullable String expiredUrl,
    @Nullable Long maxClicks,
    @Nullable Long clicksLeft,
    String edge,
    @Nullable Integer edgeTtl,
    @Nullable String title,
    @Nullable String notes,
    @Nullable String externalId,
    List<String> tags,
    String state,
    @Nullable Block block,
    long version,
    String createdAt,
    String updatedAt) {

  static final String CSV_HEAD =
      "id,code,domain,shortUrl,url,redirectStatus,startsAt,expiresAt,expiredUrl,maxClicks,clicksLeft,edge,edgeTtl,"
          + "title,notes,externalId,tags,state,version,createdAt,updatedAt";

  /** Why nobody can follow a link. */
  record Block(String at, String reason) {}

  /**
   * What is sent of a link at some moment.
   *
   * @param domains what they are called
   */
  static LinkJson of(Link link, DomainNames domains, Instant now) {
    Instant startsAt = link.startsAt();
    Instant expiresAt = link.expiresAt();
    TargetUrl expiredTarget = link.expiredTarget();
    Link.Block block = link.block();
    return new LinkJson(
        Long.toString(link.id()),
        link.code().value(),
        domains.host(link.domain()),
        domains.shortUrl(link),
        link.target().value(),
        link.status().code(),
        startsAt == null ? null : Timestamps.format(startsAt),
        expiresAt == null ? null : Timestamps.format(expiresAt),
        expiredTarget == null ? null : expiredTarget.value(),
        link.maxClicks(),
        link.clicksLeft(),
        link.edge().wish().text(),
        link.edge().seconds(),
        link.details().title(),
        link.details().notes(),
        link.details().externalId(),
        link.details().tags(),
        link.state(now).name().toLowerCase(Locale.ROOT),
        block == null ? null : new Block(Timestamps.format(block.at()), block.reason()),
        link.version(),
        Timestamps.format(link.createdAt()),
        Timestamps.format(link.updatedAt()));
  }

  /** Returns the line of CSV without its end; tags are separated by commas. */
  byte[] csv() {
    return Csv.line(
        id,
        code,
        domain,
        shortUrl,
        url,
        Integer.toString(redirectStatus),
        startsAt,
        expiresAt,
        expiredUrl,
        maxClicks == null ? null : maxClicks.toString(),
        clicksLeft == null ? null : clicksLeft.toString(),
        edge,
        edgeTtl == null ? null : edgeTtl.toString(),
        title,
        notes,
        externalId,
        String.join(",", tags),
        state,
        Long.toString(version),
        createdAt,
        updatedAt);
  }
}
