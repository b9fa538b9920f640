package dev.carom.redirect;

import java.nio.charset.StandardCharsets;

/** What happens next to a connection. */
sealed interface Step {

  /**
   * Some bytes come in, as soon as the server reads.
   *
   * @param text the bytes, a character for a byte
   */
  record Read(String text, BufferShape shape) implements Step {

    byte[] bytes() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
      return shape + " \"" + EscapedText.escape(text) + '"';
    }
  }

  /** What happens beside reading. */
  enum Event implements Step {
    /** The load that began first ends. */
    OLDEST_LOAD_ENDS,
    /** The load that began last ends. */
    NEWEST_LOAD_ENDS,
    /** All loads end. */
    ALL_LOADS_END,
    /** The client stops taking its answers. */
    CLIENT_STALLS,
    /** The client takes its answers again. */
    CLIENT_RESUMES,
    /** The server is about to stop, and says so in what it still answers. */
    SERVER_DRAINS,
    /** The server, about to stop, ends the connection if it waits for nothing. */
    IDLE_ENDS,
    /** The client sends nothing more; it still takes its answers. */
    INPUT_ENDS
  }

  static Read read(String text) {
    return new Read(text, BufferShape.HEAP);
  }
}
