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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final int port;
  private final int perSecond;
  private final byte[] request;
  private final ExecutorService followers = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread pacer = Thread.ofPlatform().name("newcomers").unstarted(this::come);
  private final LongAdder asked = new LongAdder();
  private final List<Loss> losses = new CopyOnWriteArrayList<>();

  /**
   * @param code of a link that leads somewhere
   */
  Newcomers(int port, int perSecond, String code) {
    this.port = port;
    this.perSecond = perSecond;
    this.request =
        "GET /%s HTTP/1.1\r\nHost: newcomers\r\nConnection: close\r\n\r\n"
            .formatted(code)
            .getBytes(US_ASCII);
  }

  Newcomers start() {
    if (perSecond > 0) {
      pacer.start();
    }
    return this;
  }

  long asked() {
    return asked.sum();
  }

  List<Loss> losses() {
    return List.copyOf(losses);
  }

  private void come() {
    long start = System.nanoTime();
    long gap = SECOND.toNanos() / perSecond;
    try {
      for (long due = start; !Thread.interrupted(); due += gap) {
        long left = due - System.nanoTime();
        if (left > 0) {
          Thread.sleep(Duration.ofNanos(left));
        }
        followers.execute(this::follow);
      }
    } catch (InterruptedException _) {
      // It is told to end.
    }
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
    pacer.interrupt();
    followers.close();
  }
}
