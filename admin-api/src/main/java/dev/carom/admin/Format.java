package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.List;
import java.util.Locale;

/** How a list is told: a part of it, or all of it in a file. */
enum Format {
  JSON,
  CSV,
  NDJSON;

  private static final String PARAMETER = "format";

  /**
   * Reads the parameter {@code format}, without which it is JSON.
   *
   * @param notOfFiles parameters that say which part, and that files do not have
   */
  static Format parse(QueryParams parameters, List<String> notOfFiles, FieldErrors errors) {
    String text = parameters.get(PARAMETER, JSON.text());
    for (Format format : values()) {
      if (format.text().equals(text)) {
        for (String part : notOfFiles) {
          if (format != JSON && parameters.contains(part)) {
            errors.add(part, "cannot be combined with a file, which has all of the list");
          }
        }
        return format;
      }
    }
    errors.add(PARAMETER, "must be json, csv or ndjson");
    return JSON;
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The headers of a file.
   *
   * @param name what it is called, without what tells its format
   */
  ResponseHeaders headers(String name) {
    return ResponseHeaders.builder(HttpStatus.OK)
        .contentType(this == CSV ? MediaType.CSV_UTF_8 : Streams.NDJSON)
        .set(
            HttpHeaderNames.CONTENT_DISPOSITION,
            "attachment; filename=\"%s.%s\"".formatted(name, text()))
        .build();
  }
}
