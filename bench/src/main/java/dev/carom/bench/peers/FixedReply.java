package dev.carom.bench.peers;

/** A redirect as Carom writes it, to one target of usual length, for servers that know no links. */
final class FixedReply {

  static final String DATE = "Sun, 22 Nov 2026 00:00:00 GMT";
  static final String TARGET =
      "https://www.example.com/a/path/that/is/as/long/as/those/of/most/links?n=123";

  private FixedReply() {}

  /** The reply as it goes over the wire. */
  static String text() {
    return """
    HTTP/1.1 302 Found
    Date: %s
    Cache-Control: no-store
    Location: %s
    Content-Length: 0

    """
        .formatted(DATE, TARGET)
        .replace("\n", "\r\n");
  }
}
