package dev.carom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * A request for a link such as Chrome sends it, made ready but for the code. Immutable. Writing it
 * copies bytes and does nothing else.
 */
public final class BrowserRequest {

  private static final byte[] BEFORE_CODE = "GET /".getBytes(US_ASCII);

  private final byte[] afterCode;

  /**
   * @param host as it stands in the field {@code Host}
   */
  public BrowserRequest(String host) {
    afterCode =
        """
         HTTP/1.1
        Host: %s
        Connection: keep-alive
        sec-ch-ua: "Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"
        sec-ch-ua-mobile: ?0
        sec-ch-ua-platform: "Windows"
        Upgrade-Insecure-Requests: 1
        User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36
        Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8
        Sec-Fetch-Site: cross-site
        Sec-Fetch-Mode: navigate
        Sec-Fetch-User: ?1
        Sec-Fetch-Dest: document
        Referer: https://news.example.org/
        Accept-Encoding: gzip, deflate, br, zstd
        Accept-Language: en-GB,en;q=0.9,de;q=0.8

        """
            .formatted(host)
            .replace("\n", "\r\n")
            .getBytes(US_ASCII);
  }

  /** How many bytes the request for a code has. */
  public int length(byte[] code) {
    return BEFORE_CODE.length + code.length + afterCode.length;
  }

  /** Appends the request for a code. */
  public void write(byte[] code, ByteBuf to) {
    to.writeBytes(BEFORE_CODE).writeBytes(code).writeBytes(afterCode);
  }
}
