package dev.carom.bench.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** What those send who make work. Whatever is whole in it ends its connection. Thread-safe. */
final class Pranks {

  private static final int BURST = 20;

  private final String code;
  private final List<byte[]> odd;
  private final byte[] burst;
  private final List<byte[]> brokenOff;

  /**
   * @param code of a link that leads somewhere
   */
  Pranks(String code) {
    this.code = code;
    String get = "GET /" + code + " HTTP/1.1\r\n";
    String post = "POST /" + code + " HTTP/1.1\r\nHost: odd\r\n";
    String whole = get + "Host: odd\r\n\r\n";
    String last = get + "Host: odd\r\nConnection: close\r\n\r\n";
    this.burst = bytes(whole.repeat(BURST - 1) + last);
    this.odd =
        Stream.of(
                get + "Host: a b\r\nConnection: close\r\n\r\n",
                get + "Connection: close\r\n\r\n",
                get + "Host: odd\r\nHost: odd\r\nConnection: close\r\n\r\n",
                get + "Host: odd\r\nX-Folded: a\r\n b\r\nConnection: close\r\n\r\n",
                post
                    + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    + "0\r\n\r\n",
                post + "Content-Length: 5\r\nConnection: close\r\n\r\nhello",
                post
                    + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "GET /" + code + " HTTP/1.0\r\n\r\n",
                "\u0016\u0003\u0001 is not HTTP\r\n\r\n",
                "GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: odd\r\nConnection: close\r\n\r\n")
            .map(Pranks::bytes)
            .toList();
    this.brokenOff =
        Stream.of(
                "",
                "GET /" + code.substring(0, 1),
                get + "Host: od",
                whole.repeat(10),
                whole.repeat(3) + get + "Host",
                post + "Content-Length: 500\r\n\r\nhello",
                post + "Transfer-Encoding: chunked\r\n\r\n100\r\nhello")
            .map(Pranks::bytes)
            .toList();
  }

  /** Asks for a code that leads nowhere, hardly ever the same one twice. */
  byte[] miss() {
    String other = RandomCodes.next(code.length(), ThreadLocalRandom.current());
    return bytes("GET /" + other + " HTTP/1.1\r\nHost: miss\r\nConnection: close\r\n\r\n");
  }

  byte[] odd(int turn) {
    return odd.get(Math.floorMod(turn, odd.size()));
  }

  byte[] burst() {
    return burst;
  }

  byte[] brokenOff(int turn) {
    return brokenOff.get(Math.floorMod(turn, brokenOff.size()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
