package dev.carom.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carom.core.click.SingleClick;
import org.jspecify.annotations.Nullable;

/** A click as the API shows it; what is not known is null, and empty in CSV. */
record ClickJson(
    String id,
    String at,
    String linkId,
    @JsonProperty("class") String trafficClass,
    @Nullable String country,
    @Nullable String city,
    @Nullable String referrer,
    @Nullable String language,
    @Nullable String browser,
    @Nullable String os,
    @Nullable String device) {

  static final String CSV_HEAD =
      "id,at,linkId,class,country,city,referrer,language,browser,os,device";

  static ClickJson of(SingleClick click) {
    return new ClickJson(
        Long.toString(click.id()),
        Timestamps.format(click.at()),
        Long.toString(click.linkId()),
        StatsQuery.name(click.traffic()),
        click.country(),
        click.city(),
        click.referrer(),
        click.language(),
        click.agent().browser(),
        click.agent().os(),
        click.agent().device());
  }

  /** Returns the line of CSV without its end. */
  byte[] csv() {
    return Csv.line(
        id, at, linkId, trafficClass, country, city, referrer, language, browser, os, device);
  }
}
