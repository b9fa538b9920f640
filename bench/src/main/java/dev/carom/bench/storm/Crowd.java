package dev.carom.bench.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.peers.Ports;
import dev.carom.bench.storm.SlowClient.Manner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many slow clients, of one thread of this process. A dribbling one sends a byte every five
 * seconds, each at a time of its own. Thread-safe.
 */
final class Crowd implements AutoCloseable {

  private static final Duration BYTE_EVERY = Duration.ofSeconds(5);
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);

  /** Connections that are being made at once, fewer than a listener lets wait. */
  private static final int CONNECTING = 100;

  private static final int LOOK_MILLIS = 10;

  private final InetSocketAddress server;
  private final int size;
  private final ByteBuffer request;

  /** The beginning of a request that never gets further than a long field. */
  private final byte[] endless;

  private final Thread thread = Thread.ofPlatform().name("slow clients").unstarted(this::live);
  private final List<SlowClient> dribbling = new ArrayList<>();
  private final ByteBuffer scratch = ByteBuffer.allocate(4096);
  private int begun;
  private long bytesSent;
  private long dribblesFrom;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param code of a link that leads somewhere
   */
  Crowd(int port, int size, String code) {
    this.server = new InetSocketAddress(InetAddress.ofLiteral(Ports.HOST), port);
    this.size = size;
    String head = "GET /" + code + " HTTP/1.1\r\nHost: slow\r\n";
    this.request = ByteBuffer.wrap((head + "\r\n").getBytes(US_ASCII));
    this.endless = (head + "X-Slow: " + "x".repeat(4000)).getBytes(US_ASCII);
  }

  /** Starts the thread, and waits until everybody is connected. */
  void start() throws InterruptedException {
    thread.start();
    long deadline = System.nanoTime() + OPEN_LIMIT.toNanos();
    while (open.get() < size) {
      if (System.nanoTime() - deadline > 0 || !thread.isAlive() || dropped.get() > 0) {
        throw new MeasurementException(
            "slow clients: %d of %d are connected, %d dropped"
                .formatted(open.get(), size, dropped.get()));
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** How many connections the server has ended. */
  int dropped() {
    return dropped.get();
  }

  private void live() {
    try (Selector selector = Selector.open()) {
      try {
        while (!closed) {
          while (begun < size && begun - open.get() - dropped.get() < CONNECTING) {
            SlowClient client = SlowClient.open(begun++, server, selector);
            if (client.manner() == Manner.DRIBBLING) {
              dribbling.add(client);
            }
          }
          int _ = selector.select(this::attend, LOOK_MILLIS);
          dribble();
        }
      } finally {
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void attend(SelectionKey key) {
    SlowClient client = (SlowClient) key.attachment();
    try {
      if (key.isConnectable() && client.channel().finishConnect()) {
        key.interestOps(SelectionKey.OP_READ);
        open.incrementAndGet();
        if (client.manner() == Manner.SATISFIED) {
          client.send(request);
        }
      } else if (!client.take(scratch)) {
        drop(client);
      }
    } catch (IOException _) {
      drop(client);
    }
  }

  /** Once all are connected, sends those bytes that are due; each client in turn gets one. */
  private void dribble() {
    if (open.get() < size || dribbling.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    if (dribblesFrom == 0) {
      dribblesFrom = now;
    }
    double turns = (double) (now - dribblesFrom) / BYTE_EVERY.toNanos();
    for (long due = (long) (turns * dribbling.size()); bytesSent < due; bytesSent++) {
      SlowClient client = dribbling.get((int) (bytesSent % dribbling.size()));
      int place = (int) (bytesSent / dribbling.size());
      if (client.channel().isOpen() && place < endless.length) {
        try {
          client.send(ByteBuffer.wrap(endless, place, 1).slice());
        } catch (IOException _) {
          drop(client);
        }
      }
    }
  }

  private void drop(SlowClient client) {
    dropped.incrementAndGet();
    try {
      client.channel().close();
    } catch (IOException _) {
      // It is gone in any case.
    }
  }

  /** Ends all connections. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
