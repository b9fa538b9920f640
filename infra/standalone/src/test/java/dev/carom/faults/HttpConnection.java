package dev.carom.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client that speaks HTTP/1.1, one request at a time, and never repeats one by
 * itself. Not thread-safe.
 */
final class HttpConnection implements AutoCloseable {

  /** An answer, read to its end. */
  record Reply(int status, Map<String, String> fields, String body) {

    @Nullable String field(String name) {
      return fields.get(name);
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** The port that it leads to. */
  int port() {
    return socket.getPort();
  }

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /**
   * Connects to a port of this machine.
   *
   * @param patience for connecting, and then for each part of an answer
   */
  static HttpConnection open(int port, Duration patience) throws IOException {
    Socket socket = new Socket();
    try {
      int millis = Math.toIntExact(patience.toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(millis);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      return new HttpConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a request without a body and reads its answer. */
  Reply ask(String method, String path) throws IOException {
    send("%s %s HTTP/1.1\r\nHost: go.example\r\n\r\n".formatted(method, path));
    return read(!method.equals("HEAD"));
  }

  /** Sends a request of the admin API and reads its answer. */
  Reply ask(String method, String path, String key, String contentType, String json)
      throws IOException {
    send(
        """
        %s %s HTTP/1.1\r
        Host: admin.example\r
        Authorization: Bearer %s\r
        Content-Type: %s\r
        Content-Length: %d\r
        \r
        %s\
        """
            .formatted(method, path, key, contentType, json.getBytes(UTF_8).length, json));
    return read(true);
  }

  private void send(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private Reply read(boolean withBody) throws IOException {
    String[] statusLine = line().split(" ", 3);
    Map<String, String> fields = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = withBody ? Integer.parseInt(fields.getOrDefault("content-length", "0")) : 0;
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer is cut short");
    }
    return new Reply(Integer.parseInt(statusLine[1]), fields, new String(body, UTF_8));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      } else if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(US_ASCII);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // Closed nevertheless.
    }
  }
}
