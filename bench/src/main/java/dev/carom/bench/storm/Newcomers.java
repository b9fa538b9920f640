package dev.carom.bench.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.bench.peers.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Followers who come at a constant rate, each with a connection for one request. They meet what
 * lasting connections seldom do: a listener that closes before it has accepted them. Thread-safe.
 */
final class Newcomers implements AutoCloseable {

  /** How a request was lost. */
  enum Way {
    REFUSED,
    RESET,
    CLOSED,
    TIMEOUT,
    WRONG
  }

  /**
   * A request that was lost.
   *
   * @param at when it began
   */
  record Loss(Instant at, Way way, String why) {}

  private static final int TIMEOUT_MILLIS = 5000;

  private final int port;
  private final byte[] request;
  private final Procession followers;
  private final LongAdder asked = new LongAdder();
  private final List<Loss> losses = new CopyOnWriteArrayList<>();

  /**
   * @param code of a link that leads somewhere
   */
  Newcomers(int port, int perSecond, String code) {
    this.port = port;
    this.followers = new Procession("newcomers", perSecond, this::follow);
    this.request =
        "GET /%s HTTP/1.1\r\nHost: newcomers\r\nConnection: close\r\n\r\n"
            .formatted(code)
            .getBytes(US_ASCII);
  }

  Newcomers start() {
    followers.start();
    return this;
  }

  long asked() {
    return asked.sum();
  }

  List<Loss> losses() {
    return List.copyOf(losses);
  }

  private void follow() {
    asked.increment();
    Instant at = Instant.now();
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(Ports.HOST), port), TIMEOUT_MILLIS);
      socket.getOutputStream().write(request);
      String answer = answer(socket.getInputStream());
      Way way = wayOf(answer);
      if (way != null) {
        losses.add(new Loss(at, way, answer.lines().findFirst().orElse("no answer")));
      }
    } catch (IOException e) {
      losses.add(new Loss(at, wayOf(e), e.toString()));
    }
  }

  private static String answer(InputStream in) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    in.transferTo(answer);
    return answer.toString(US_ASCII);
  }

  /** Says how an answer shows that its request was lost, or returns null for a right one. */
  static @Nullable Way wayOf(String answer) {
    if (answer.isEmpty()) {
      return Way.CLOSED;
    }
    boolean right = answer.startsWith("HTTP/1.1 302 ") && answer.contains("\r\n\r\n");
    return right ? null : Way.WRONG;
  }

  static Way wayOf(IOException e) {
    return switch (e) {
      case ConnectException _ -> Way.REFUSED;
      case SocketTimeoutException _ -> Way.TIMEOUT;
      default -> Way.RESET;
    };
  }

  /** Lets nobody come any more, and waits for those who are there. */
  @Override
  public void close() {
    followers.close();
  }
}
