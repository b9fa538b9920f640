package dev.carom.redirect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** What a connection in memory has to send. */
final class Outbound {

  private Outbound() {}

  /** Takes it away, as a socket would, and returns how many bytes it was. */
  static int discard(EmbeddedChannel channel) {
    int length = 0;
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      length += bytes.readableBytes();
      bytes.release();
    }
    return length;
  }

  /** Takes it away and returns it. */
  static String text(EmbeddedChannel channel) {
    StringBuilder text = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      text.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
    return text.toString();
  }

  /**
   * Makes sure that what a benchmark measures is an answer at all.
   *
   * @throws IllegalStateException unless the text is a redirect to the target
   */
  static void requireRedirect(String text, String target) {
    if (!text.startsWith("HTTP/1.1 30") || !text.contains("\r\nLocation: " + target + "\r\n")) {
      throw new IllegalStateException("no redirect to " + target + ": " + text);
    }
  }
}
