package dev.carom.bench.storm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carom.bench.peers.MeasurementException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Clients of an admin API, each of whom creates one link after the other over a connection of its
 * own: a closed loop, as pgbench is one; or one who creates very many by a bulk request.
 *
 * @param key opens the API
 */
record Creators(String host, int port, String key, int clients) {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final AtomicLong NUMBERS = new AtomicLong();

  /** What came of it; the latencies are in microseconds. */
  record Created(double perSecond, long p50Micros, long p99Micros) {}

  /**
   * Creates links for so long.
   *
   * @throws MeasurementException if a link is not created
   */
  Created run(Duration length) throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    long start = System.nanoTime();
    Histogram all = new Histogram(3);
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<Histogram>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        running.add(threads.submit(() -> create(end)));
      }
      for (Future<Histogram> one : running) {
        all.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new MeasurementException("links could not be created: " + e.getCause());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Created(
        all.getTotalCount() / seconds, all.getValueAtPercentile(50), all.getValueAtPercentile(99));
  }

  private Histogram create(long end) throws IOException {
    Histogram micros = new Histogram(3);
    try (Socket socket = new Socket(host, port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (System.nanoTime() < end) {
        long begun = System.nanoTime();
        socket.getOutputStream().write(request());
        await201(in);
        micros.recordValue((System.nanoTime() - begun) / 1000);
      }
    }
    return micros;
  }

  /** Sends one bulk request, reads its results meanwhile, and returns how many links it made. */
  long bulk(String lines) throws IOException {
    byte[] request = request("/api/v1/links/bulk", "application/x-ndjson", lines);
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      Thread.ofVirtual().start(() -> send(socket, request));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String status = line(in);
      if (!status.startsWith("HTTP/1.1 200")) {
        throw new IOException(status);
      }
      while (!line(in).isEmpty()) {}
      return chunks(in).lines().filter(result -> result.contains("\"status\":201")).count();
    }
  }

  private static void send(Socket socket, byte[] request) {
    try {
      socket.getOutputStream().write(request);
    } catch (IOException _) {
      // Whoever reads the results finds too few of them.
    }
  }

  private static String chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = size(in); size > 0; size = size(in)) {
      body.write(in.readNBytes(size));
      String _ = line(in);
    }
    return body.toString(ISO_8859_1);
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private byte[] request() {
    String body =
        "{\"url\": \"https://example.com/created/%d\"}".formatted(NUMBERS.incrementAndGet());
    return request("/api/v1/links", "application/json", body);
  }

  private byte[] request(String path, String type, String body) {
    return """
    POST %s HTTP/1.1\r
    Host: localhost\r
    Authorization: Bearer %s\r
    Content-Type: %s\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(path, key, type, body.length(), body)
        .getBytes(ISO_8859_1);
  }

  private static void await201(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      if (field.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(field.substring(15).strip());
      }
    }
    String body = new String(in.readNBytes(length), ISO_8859_1);
    if (!status.startsWith("HTTP/1.1 201")) {
      throw new IOException(status + ": " + body);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the API has closed the connection");
      } else if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
