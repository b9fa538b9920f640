package dev.carom.bench.load;

import dev.carom.bench.BrowserRequest;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, each replaced when it is gone, and the requests that wait for
 * one. Confined to the event loop.
 *
 * <p>In an open loop a request goes to the connection that has had room for longest, else it waits
 * in the backlog, and its latency counts on. In a closed loop a connection is filled as soon as it
 * has room.
 */
final class Connections implements Pacer.Requests {

  private static final long RETRY_MILLIS = 100;
  private static final int SCRATCH_BYTES = 64 * 1024;

  private final LoadOptions options;
  private final EventLoop eventLoop;
  private final Bootstrap bootstrap;
  private final BrowserRequest request;
  private final CodePicks codes;
  private final byte[] scratch = new byte[SCRATCH_BYTES];
  private final List<Connection> open = new ArrayList<>();
  private final ArrayDeque<Connection> free = new ArrayDeque<>();
  private final List<Connection> unflushed = new ArrayList<>();
  private final LongQueue backlog;
  private @Nullable Ledger ledger;
  private @Nullable String failure;
  private boolean closing;
  private int nextPick;

  /**
   * @param bootstrap knows the server and the event loop
   * @param firstPick where among the picks it begins
   */
  Connections(
      LoadOptions options,
      EventLoop eventLoop,
      Bootstrap bootstrap,
      @Nullable SslContext tls,
      CodePicks codes,
      int firstPick) {
    this.options = options;
    this.eventLoop = eventLoop;
    this.request = new BrowserRequest(options.target());
    this.codes = codes;
    this.nextPick = firstPick;
    this.backlog = new LongQueue(Math.max(1, options.backlog() / options.threads()));
    this.bootstrap =
        bootstrap.handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel
                    .pipeline()
                    .addLast(new Connection(channel, Connections.this, options.pipeline()));
              }
            });
  }

  /** Begins to open connections. */
  void open(int count) {
    for (int i = 0; i < count; i++) {
      connect();
    }
  }

  private void connect() {
    ChannelFuture connected = bootstrap.connect();
    connected.addListener(_ -> {
      if (!connected.isSuccess()) {
        retry(String.valueOf(connected.cause()));
      }
    });
  }

  private void retry(String why) {
    failure = why;
    if (!closing) {
      var _ = eventLoop.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  int openCount() {
    return open.size();
  }

  /** Why a connection could not be opened, or null if all could. */
  @Nullable String failure() {
    return failure;
  }

  /** Begins to send; what happens is entered from here on. */
  void begin(Ledger ledger) {
    this.ledger = ledger;
    for (Connection connection : List.copyOf(open)) {
      hasRoom(connection);
      connection.flush();
    }
  }

  void opened(Connection connection) {
    if (closing) {
      connection.close();
      return;
    }
    open.add(connection);
    hasRoom(connection);
    connection.flush();
  }

  /** A connection can take a request, or several if it was just opened. */
  void hasRoom(Connection connection) {
    if (ledger == null || closing) {
      return;
    }
    if (options.isClosed()) {
      long now = System.nanoTime();
      while (connection.hasRoom()) {
        send(connection, now);
      }
      return;
    }
    while (connection.hasRoom() && !backlog.isEmpty()) {
      send(connection, backlog.poll());
    }
    if (connection.hasRoom() && !connection.isQueued()) {
      connection.queued(true);
      free.add(connection);
    }
  }

  @Override
  public void due(long intended, long latenessNanos) {
    book().due(intended, latenessNanos);
    Connection connection = nextFree();
    if (connection != null) {
      send(connection, intended);
      unflushed.add(connection);
      hasRoom(connection);
    } else if (!backlog.offer(intended)) {
      book().failed(intended, intended, Failure.SHED);
    }
  }

  private @Nullable Connection nextFree() {
    Connection connection = free.poll();
    while (connection != null) {
      connection.queued(false);
      if (connection.hasRoom()) {
        return connection;
      }
      connection = free.poll();
    }
    return null;
  }

  private void send(Connection connection, long intended) {
    connection.send(intended);
    book().sent(intended);
  }

  void writeRequest(ByteBuf to) {
    request.write(codes.code(nextPick++), to);
  }

  /** Sends on its way what {@link #due} has prepared. */
  void flush() {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flush();
    }
    unflushed.clear();
  }

  void answered(Connection connection, long intended, long now, int status) {
    book().answered(intended, now, status);
  }

  void failed(long intended, long now, Failure why) {
    if (!closing) {
      book().failed(intended, now, why);
    }
  }

  void gone(Connection connection, boolean opening, String why) {
    open.remove(connection);
    if (closing) {
      return;
    }
    if (opening) {
      retry(why);
    } else {
      connect();
    }
  }

  /** Gives up what was meant to be sent before a time. */
  void expire(long now, long oldestAllowed) {
    while (!backlog.isEmpty() && backlog.peek() - oldestAllowed < 0) {
      book().failed(backlog.poll(), now, Failure.TIMEOUT);
    }
    for (Connection connection : List.copyOf(open)) {
      connection.expire(now, oldestAllowed);
    }
  }

  /** Whether nothing waits, neither for an answer nor for a connection. */
  boolean isIdle() {
    return backlog.isEmpty() && open.stream().allMatch(c -> c.outstanding() == 0);
  }

  /** Where a connection may put what it has received while it reads it. */
  byte[] scratch() {
    return scratch;
  }

  void close() {
    closing = true;
    open.forEach(Connection::close);
  }

  private Ledger book() {
    if (ledger == null) {
      throw new IllegalStateException("nothing has been sent yet");
    }
    return ledger;
  }
}
