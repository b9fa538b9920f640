package dev.carom.bench.storm;

import dev.carom.bench.peers.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Those who make work: they ask for what is not there, ask wrongly, ask much at once, or break off.
 * Each comes with a connection of its own. Thread-safe.
 */
final class Mischief implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 15_000;

  private final int port;
  private final Pranks pranks;
  private final AtomicInteger oddities = new AtomicInteger();
  private final AtomicInteger quitters = new AtomicInteger();
  private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final List<Procession> processions;

  /**
   * @param code of a link that leads somewhere
   */
  Mischief(int port, String code) {
    this.port = port;
    this.pranks = new Pranks(code);
    this.processions =
        List.of(
            new Procession("misses", 100, () -> ask("miss", pranks.miss())),
            new Procession(
                "oddities", 100, () -> ask("odd", pranks.odd(oddities.getAndIncrement()))),
            new Procession("bursts", 20, () -> ask("burst", pranks.burst())),
            new Procession("quitters", 300, () -> breakOff(quitters.getAndIncrement())));
  }

  Mischief start() {
    processions.forEach(Procession::start);
    return this;
  }

  /** Counts by kind and by what came of it: the status of the first answer, or why none came. */
  Map<String, Long> outcomes() {
    Map<String, Long> counts = new TreeMap<>();
    outcomes.forEach((outcome, count) -> counts.put(outcome, count.sum()));
    return counts;
  }

  private void ask(String kind, byte[] request) {
    count(kind + " " + outcome(request));
  }

  private String outcome(byte[] request) {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.size() < 12 ? "closed" : status(answer.toByteArray());
    } catch (SocketTimeoutException _) {
      return "timeout";
    } catch (IOException _) {
      return "reset";
    }
  }

  private static String status(byte[] answer) {
    return new String(answer, 9, 3, StandardCharsets.US_ASCII);
  }

  /** Sends something and resets the connection, at once or while the server is at it. */
  private void breakOff(int turn) {
    try (Socket socket = connect()) {
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(pranks.brokenOff(turn));
      Thread.sleep(turn % 4);
      count("broken off");
    } catch (IOException _) {
      count("broken off by the server");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(Ports.HOST), port), TIMEOUT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void count(String outcome) {
    outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
  }

  @Override
  public void close() {
    processions.forEach(Procession::close);
  }
}
