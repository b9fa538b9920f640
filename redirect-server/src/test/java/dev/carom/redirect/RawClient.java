package dev.carom.redirect;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A connection on which a test writes what it likes, and reads answers byte by byte. */
final class RawClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 15_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  /**
   * An answer.
   *
   * @param lines the header's lines in their order, without the status line
   */
  record Answer(String statusLine, List<String> lines, String body) {

    int status() {
      return Integer.parseInt(statusLine.split(" ", 3)[1]);
    }

    /** The value of a field, or "" if it is not there. */
    String field(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst()
          .orElse("");
    }
  }

  RawClient(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawClient send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends a GET as a plain client does. */
  RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: go.example\r\n\r\n");
  }

  Answer read() throws IOException {
    return read(true);
  }

  /** Reads an answer that has no body, whatever its length says, as to HEAD. */
  Answer readHead() throws IOException {
    return read(false);
  }

  private Answer read(boolean withBody) throws IOException {
    String statusLine = line();
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    Answer head = new Answer(statusLine, lines, "");
    int length = withBody ? Integer.parseInt(head.field("Content-Length")) : 0;
    return new Answer(statusLine, lines, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("closed after \"" + line + "\"");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** Sends nothing more, and goes on reading. */
  RawClient endInput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /**
   * Whether the server has closed its side, and what it had to say is read; waits until it does
   * either.
   */
  boolean isAtEnd() throws IOException {
    in.mark(1);
    boolean atEnd = in.read() < 0;
    in.reset();
    return atEnd;
  }

  /** Reads whatever the server still says, until it closes its side or resets the connection. */
  boolean skipToEnd() throws IOException {
    try {
      in.skipNBytes(Long.MAX_VALUE);
      return false;
    } catch (EOFException | SocketException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
