package dev.carom.bench.load;

import dev.carom.bench.load.Ledger.Page;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.ManualIoEventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A thread that sends its part of the requests and takes their answers.
 *
 * <p>The thread drives its event loop itself: it looks at what is due, then lets the event loop do
 * its I/O for no longer than until shortly before the next request is due ({@link
 * ClientTransport#wakeUp}), and for what is left it polls. So nothing is handed between threads,
 * and no timer task is made per request. Another thread that kept the time would have to wake this
 * one, which takes as long as any other wake-up.
 */
final class LoadLoop {

  /**
   * When things happen, as {@link System#nanoTime} counts.
   *
   * @param measureFrom when the warm-up is over
   */
  record Times(long start, long measureFrom, long end) {}

  private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final int index;
  private final LoadOptions options;
  private final ClientTransport transport;
  private final ManualIoEventLoop eventLoop;
  private final Connections connections;
  private final int connectionCount;
  private final Thread thread;
  private final @Nullable Trace trace;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CompletableFuture<Long> ended = new CompletableFuture<>();
  private @Nullable Times times;
  private @Nullable Ledger ledger;
  private volatile boolean cancelled;

  LoadLoop(
      int index,
      LoadOptions options,
      InetSocketAddress server,
      @Nullable SslContext tls,
      CodePicks codes) {
    this.index = index;
    this.options = options;
    this.transport = ClientTransport.best();
    this.thread = Thread.ofPlatform().name("load-" + index).unstarted(this::run);
    this.eventLoop = new ManualIoEventLoop(thread, transport.ioHandlers());
    this.trace = options.trace() == null ? null : new Trace();
    int threads = options.threads();
    this.connectionCount =
        options.connections() / threads + (index < options.connections() % threads ? 1 : 0);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(eventLoop)
            .channel(transport.channelType())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.timeout().toMillis())
            .remoteAddress(server);
    this.connections =
        new Connections(
            options, eventLoop, bootstrap, tls, codes, index * (CodePicks.PICKS / threads));
  }

  /** Starts the thread, which opens the connections; the result says when they are open. */
  CompletableFuture<Void> start() {
    thread.start();
    return connected;
  }

  /** Begins to send; the result is when it ended. */
  CompletableFuture<Long> begin(Times times) {
    eventLoop.execute(() -> this.times = times);
    return ended;
  }

  /** Makes the thread end soon, if it has not ended yet. */
  void cancel() {
    cancelled = true;
  }

  /** Waits for the thread's end, after which none of its connections is open. */
  void join() throws InterruptedException {
    thread.join();
  }

  /** Takes what was entered since the last time, while the thread runs. */
  CompletableFuture<Page> turn(Page empty) {
    CompletableFuture<Page> turned = new CompletableFuture<>();
    eventLoop.execute(() -> turned.complete(ledger == null ? new Page() : ledger.turn(empty)));
    return turned;
  }

  /** Takes what was entered since the last time, when the thread has ended. */
  Page rest() {
    return ledger == null ? new Page() : ledger.turn(new Page());
  }

  /**
   * What became of each request, if that was to be noted and the thread has ended.
   *
   * @param nanos what {@link System#nanoTime} was at a moment
   */
  Stream<Traced> traced(Instant moment, long nanos) {
    return trace == null ? Stream.empty() : trace.by(moment, nanos);
  }

  private void run() {
    try {
      connect();
      while (times == null && !cancelled) {
        eventLoop.run(SWEEP_NANOS);
      }
      long end = times == null ? System.nanoTime() : send(times);
      close();
      ended.complete(end);
    } catch (Throwable e) {
      close();
      connected.completeExceptionally(e);
      ended.completeExceptionally(e);
    } finally {
      FastThreadLocal.removeAll();
    }
  }

  private void connect() {
    connections.open(connectionCount);
    long deadline = System.nanoTime() + options.timeout().toNanos();
    while (connections.openCount() < connectionCount
        && connections.failure() == null
        && !cancelled
        && System.nanoTime() - deadline < 0) {
      eventLoop.run(SWEEP_NANOS);
    }
    if (connections.openCount() == connectionCount) {
      connected.complete(null);
    } else {
      String why = connections.failure();
      connected.completeExceptionally(
          new LoadException(
              "cannot connect to %s: %s"
                  .formatted(options.target(), why == null ? "no answer in time" : why)));
    }
  }

  private long send(Times times) {
    ledger = new Ledger(options.isClosed(), options.expect(), times.measureFrom(), trace);
    Pacer pacer = pacer(times);
    connections.begin(ledger);
    long wakeUp = options.polls() ? transport.wakeUp().toNanos() : 0;
    long sweep = times.start();
    long now = System.nanoTime();
    while (!cancelled
        && (pacer == null ? now - times.end() < 0 : !(pacer.isDone() && connections.isIdle()))) {
      long wake = sweep;
      if (pacer != null && !pacer.isDone()) {
        wake = earlier(wake, pacer.attend(connections) - wakeUp);
        connections.flush();
      }
      now = System.nanoTime();
      if (now - sweep >= 0) {
        connections.expire(now, now - options.timeout().toNanos());
        sweep = now + SWEEP_NANOS;
      }
      if (wake - now > 0) {
        eventLoop.run(wake - now);
      } else {
        eventLoop.runNow();
      }
    }
    return pacer == null ? now : later(times.end(), ledger.lastAnswer());
  }

  private @Nullable Pacer pacer(Times times) {
    if (options.isClosed()) {
      return null;
    }
    int threads = options.threads();
    Schedule schedule =
        options
            .arrivals()
            .schedule(options.rate() / threads, (double) index / threads, options.seed() + index);
    return new Pacer(schedule, System::nanoTime, times.start(), times.end());
  }

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }

  private static long later(long a, long b) {
    return a - b < 0 ? b : a;
  }

  private void close() {
    connections.close();
    var _ = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    while (!eventLoop.isTerminated()) {
      eventLoop.runNow();
    }
  }
}
