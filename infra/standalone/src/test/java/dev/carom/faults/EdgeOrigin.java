package dev.carom.faults;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server that answers an edge as redirect servers do, and notes what it is asked: paths that
 * begin with {@code /kept} are kept for two seconds, and those with {@code /none} are no links.
 * Usable by any thread.
 */
final class EdgeOrigin implements AutoCloseable {

  /** How many requests for {@code /together} have to be there for any of them to be answered. */
  static final int TOGETHER = 8;

  private static final int TOO_LONG_MILLIS = 3_000;

  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CyclicBarrier together = new CyclicBarrier(TOGETHER);
  private volatile boolean hangs;

  private EdgeOrigin(HttpServer server) {
    this.server = server;
  }

  static EdgeOrigin start() throws IOException {
    EdgeOrigin origin =
        new EdgeOrigin(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    origin.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    origin.server.createContext("/", origin::answer);
    origin.server.start();
    return origin;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Method, target, host and {@code X-Forwarded-For} of each request, as they come. */
  List<String> asked() {
    return asked;
  }

  /** Whether links are looked up for longer than any edge waits. */
  void hang(boolean hangs) {
    this.hangs = hangs;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(
        "%s %s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Host"),
                exchange.getRequestHeaders().get("X-Forwarded-For")));
    await(path);
    Headers fields = exchange.getResponseHeaders();
    if (path.startsWith("/kept")) {
      fields.add("X-Accel-Expires", "2");
      fields.add("Cache-Control", "no-store");
      fields.add("CDN-Cache-Control", "max-age=2");
      fields.add("Surrogate-Control", "max-age=2");
      fields.add("Surrogate-Key", "key-of-" + path.substring(1));
      fields.add("Cache-Tag", "key-of-" + path.substring(1));
    } else {
      fields.add("Cache-Control", "no-store");
    }
    fields.add("Location", "https://example.com" + path);
    end(exchange, path.startsWith("/none") ? 404 : 302);
  }

  private void await(String path) throws IOException {
    try {
      if (hangs) {
        Thread.sleep(TOO_LONG_MILLIS);
      }
      if (path.equals("/together")) {
        together.await(TOO_LONG_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void end(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
