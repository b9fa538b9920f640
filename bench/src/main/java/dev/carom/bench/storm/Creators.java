package dev.carom.bench.storm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carom.bench.peers.MeasurementException;
import java.io.BufferedInputStream;
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
 * own: a closed loop, as pgbench is one.
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

  private byte[] request() {
    String body =
        "{\"url\": \"https://example.com/created/%d\"}".formatted(NUMBERS.incrementAndGet());
    return """
    POST /api/v1/links HTTP/1.1\r
    Host: localhost\r
    Authorization: Bearer %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(key, body.length(), body)
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
