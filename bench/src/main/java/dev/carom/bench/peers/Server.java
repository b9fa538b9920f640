package dev.carom.bench.peers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A running server.
 *
 * @param name as results call it
 * @param log what it notes of each request, or null if it notes nothing
 * @param answering the names of its threads that answer, or null if all of them do
 */
record Server(String name, int port, Child child, @Nullable Path log, @Nullable Pattern answering) {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final int CONNECT_MILLIS = 1000;

  /** A server whose threads all answer. */
  Server(String name, int port, Child child, @Nullable Path log) {
    this(name, port, child, log, null);
  }

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

  /** The clock of the threads that answer. */
  CpuClock answeringClock() {
    return answering == null
        ? new ProcessClock(child.pids())
        : new ThreadClock(child.pid(), answering);
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
