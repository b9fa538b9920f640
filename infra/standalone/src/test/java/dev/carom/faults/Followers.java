package dev.carom.faults;

import dev.carom.faults.Answer.None;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The followers of one server. Each asks when it likes, whether or not others still wait, so that
 * requests pile up before a server that is paused, and are answered when it goes on. They keep
 * their connections. Usable by any thread.
 */
final class Followers implements AutoCloseable {

  private static final int MOST_AT_ONCE = 48;

  /** Longer than any pause, for the answer after it is what matters. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String server;
  private final IntSupplier port;
  private final History history;
  private final Deque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore permits = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LongAdder heldBack = new LongAdder();

  /**
   * @param server what it is called in the history
   * @param port where it listens; 0 while it does not
   */
  Followers(String server, IntSupplier port, History history) {
    this.server = server;
    this.port = port;
    this.history = history;
  }

  /** Follows a code, beginning now, on a thread of its own; not if too many wait already. */
  void follow(String code, boolean head) {
    if (!permits.tryAcquire()) {
      heldBack.increment();
      return;
    }
    threads.execute(() -> {
      try {
        record(code, head ? "HEAD" : "GET");
      } finally {
        permits.release();
      }
    });
  }

  /** How many did not ask since too many waited. */
  long heldBack() {
    return heldBack.sum();
  }

  private void record(String code, String method) {
    long before = history.now();
    HttpConnection connection;
    try {
      connection = connection();
    } catch (IOException _) {
      history.add(code, new Follow(server, before, history.now(), new None("refused")));
      return;
    }
    long begun = history.now();
    Answer answer = ask(connection, method, code);
    history.add(code, new Follow(server, begun, history.now(), answer));
  }

  private Answer ask(HttpConnection connection, String method, String code) {
    boolean kept = false;
    try {
      HttpConnection.Reply reply = connection.ask(method, "/" + code);
      kept = !"close".equals(reply.field("connection"));
      return Answer.of(reply);
    } catch (SocketTimeoutException _) {
      return new None("timeout");
    } catch (IOException _) {
      return new None("lost");
    } finally {
      if (kept) {
        idle.addFirst(connection);
      } else {
        connection.close();
      }
    }
  }

  private HttpConnection connection() throws IOException {
    int now = port.getAsInt();
    @Nullable HttpConnection kept = idle.pollFirst();
    while (kept != null && kept.port() != now) {
      kept.close();
      kept = idle.pollFirst();
    }
    if (now == 0) {
      throw new IOException("not running");
    }
    return kept != null ? kept : HttpConnection.open(now, PATIENCE);
  }

  /** Waits for those who wait. */
  @Override
  public void close() {
    threads.close();
    idle.forEach(HttpConnection::close);
  }
}
