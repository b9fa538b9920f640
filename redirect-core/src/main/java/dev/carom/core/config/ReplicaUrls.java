package dev.carom.core.config;

import java.util.List;
import java.util.stream.Stream;

/** URLs of databases, separated by blanks; none if empty. */
public record ReplicaUrls(List<String> urls) {

  public ReplicaUrls {
    urls = List.copyOf(urls);
  }

  static ReplicaUrls parse(String text) {
    List<String> urls =
        Stream.of(text.strip().split("\\s+", -1)).filter(url -> !url.isEmpty()).toList();
    if (!urls.stream().allMatch(PostgresConfig::isUrl)) {
      throw new IllegalArgumentException(
          "must be URLs like that of postgres.url, without user and password, separated by blanks");
    }
    return new ReplicaUrls(urls);
  }
}
