package dev.carom.core.config;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** URLs of HTTP servers, separated by blanks; none if empty. */
public record HttpUrls(List<URI> urls) {

  public HttpUrls {
    urls = List.copyOf(urls);
  }

  static HttpUrls parse(String text) {
    try {
      List<URI> urls = Words.parse(text).words().stream().map(URI::create).toList();
      if (urls.stream().allMatch(HttpUrls::isServer)) {
        return new HttpUrls(urls);
      }
    } catch (IllegalArgumentException _) {
      // As below.
    }
    throw new IllegalArgumentException(
        "must be http or https URLs such as http://10.0.0.5:6081, without a user, path or query,"
            + " separated by blanks");
  }

  private static boolean isServer(URI url) {
    return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        && url.getHost() != null
        && Stream.of(url.getRawUserInfo(), url.getRawQuery(), url.getRawFragment())
            .allMatch(part -> part == null)
        && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
  }
}
