package dev.carom.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carom.core.click.SingleClick;
import java.util.List;
import java.util.stream.Stream;
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

  /** Returns the line of CSV (RFC 4180) without its end. */
  String csv() {
    List<String> known =
        Stream.of(
                id,
                at,
                linkId,
                trafficClass,
                country,
                city,
                referrer,
                language,
                browser,
                os,
                device)
            .map(value -> value == null ? "" : value)
            .map(ClickJson::quoted)
            .toList();
    return String.join(",", known);
  }

  /**
   * A field, quoted where it has to be. What a spreadsheet would take for a formula begins with an
   * apostrophe: much of a click is what a stranger's browser has said.
   */
  private static String quoted(String value) {
    String safe =
        !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
