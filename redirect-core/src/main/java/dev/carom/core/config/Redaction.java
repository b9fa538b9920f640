package dev.carom.core.config;

/** Takes what identifies a user out of a URL that is shown. */
final class Redaction {

  private Redaction() {}

  /** The URL with everything between its scheme and its last {@code @} hidden. */
  static String userInfo(String url) {
    return url.replaceFirst("://.*@", "://" + Secret.REDACTED + "@");
  }
}
