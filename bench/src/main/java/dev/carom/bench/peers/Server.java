package dev.carom.bench.peers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A running server.
 *
 * @param name as results call it
 * @param log what it notes of each request, or null if it notes nothing
 */
record Server(String name, int port, Child child, @Nullable Path log) {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final int CONNECT_MILLIS = 1000;

  String address() {
    return Ports.HOST + ":" + port;
  }

  /** Waits until it takes connections. */
  Server awaitListening() throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!listens()) {
      if (!child.isAlive()) {
        throw child.failed("ended instead of listening");
      } else if (System.nanoTime() > deadline) {
        throw child.failed("does not listen");
      }
      Thread.sleep(20);
    }
    return this;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(Ports.HOST), port), CONNECT_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Empties its log, which would fill the disk in a long run. */
  void emptyLog() throws IOException {
    if (log != null) {
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
        file.setLength(0);
      }
    }
  }
}
