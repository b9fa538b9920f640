package dev.carom.core.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.lifecycle.ListenException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Serves {@code /livez}, {@code /readyz} and {@code /metrics}. The JDK's own server does: a probe
 * and a scraper ask every few seconds, and the port must not share a thread with what it watches.
 */
public final class OpsServer implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  static {
    // The JDK's server takes its bounds from properties alone; whoever sets them wins.
    setIfAbsent("jdk.httpserver.maxConnections", "100");
    setIfAbsent("sun.net.httpserver.maxReqTime", "10");
    setIfAbsent("sun.net.httpserver.maxRspTime", "10");
  }

  private final HttpServer server;
  private final ExecutorService executor;

  private OpsServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private record Answer(int status, String contentType, String body) {}

  private interface Endpoint {
    Answer answer();
  }

  /**
   * Opens the port.
   *
   * @throws ListenException if the address is taken or not ours
   */
  public static OpsServer start(
      OpsConfig config, Readiness readiness, PrometheusMeterRegistry registry) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), 0);
    } catch (IOException e) {
      throw new ListenException("ops", config.host(), config.port(), e);
    }
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(executor);
    serve(server, "/livez", () -> new Answer(200, TEXT, "alive\n"));
    serve(server, "/readyz", () -> readyz(readiness));
    serve(server, "/metrics", () -> new Answer(200, PROMETHEUS, registry.scrape()));
    server.start();
    return new OpsServer(server, executor);
  }

  private static Answer readyz(Readiness readiness) {
    Map<String, String> report = readiness.report();
    boolean ready = report.values().stream().allMatch("ok"::equals);
    return new Answer(
        ready ? 200 : 503,
        JSON,
        "{\"status\": \"%s\", \"checks\": %s, \"remarks\": %s}\n"
            .formatted(ready ? "ready" : "not ready", object(report), object(readiness.remarks())));
  }

  private static String object(Map<String, String> properties) {
    return properties.entrySet().stream()
        .map(property -> "%s: %s".formatted(quoted(property.getKey()), quoted(property.getValue())))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private static void serve(HttpServer server, String path, Endpoint endpoint) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            respond(exchange, answer(exchange, path, endpoint));
          }
        });
  }

  private static Answer answer(HttpExchange exchange, String path, Endpoint endpoint) {
    if (!exchange.getRequestURI().getPath().equals(path)) {
      return new Answer(404, TEXT, "not found\n");
    }
    return switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> endpoint.answer();
      default -> new Answer(405, TEXT, "GET or HEAD\n");
    };
  }

  private static void respond(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Content-Type", answer.contentType);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (answer.status == 405) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
    }
    exchange.sendResponseHeaders(answer.status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  /** The port that it listens on, which the system chose if the configuration said 0. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
