package dev.carom.bench.load;

import dev.carom.bench.load.Ledger.Page;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One run of the driver: connect, warm up, measure, take the last answers. */
final class LoadRun {

  /** From the moment when all is connected to the first request. */
  private static final Duration LEAD = Duration.ofMillis(50);

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LoadOptions options;
  private final @Nullable Progress progress;
  private final List<LoadLoop> loops = new ArrayList<>();
  private final Tally measured = new Tally();
  private final List<Traced> traced = new ArrayList<>();

  /**
   * @param progress is told of each second, or null if nobody is
   */
  LoadRun(
      LoadOptions options, InetSocketAddress server, CodePicks codes, @Nullable Progress progress) {
    this.options = options;
    this.progress = progress;
    SslContext tls = options.tls() ? trusting() : null;
    for (int i = 0; i < options.threads(); i++) {
      loops.add(new LoadLoop(i, options, server, tls, codes));
    }
  }

  private static SslContext trusting() {
    try {
      return SslContextBuilder.forClient()
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null)
          .build();
    } catch (SSLException e) {
      throw new LoadException("TLS cannot be used: " + e);
    }
  }

  /**
   * Runs, and returns when the last answer is there or is given up. Nothing of it is left then,
   * however it ends.
   *
   * @throws LoadException if the server cannot be reached
   */
  LoadResult run() throws InterruptedException {
    try {
      return measure();
    } finally {
      loops.forEach(LoadLoop::cancel);
      for (LoadLoop loop : loops) {
        loop.join();
      }
    }
  }

  /** What became of each request of the run, if that was to be noted. */
  List<Traced> traced() {
    return traced;
  }

  private LoadResult measure() throws InterruptedException {
    connect();
    Instant startedAt = Instant.now();
    long startedNanos = System.nanoTime();
    long start = startedNanos + LEAD.toNanos();
    long measureFrom = start + options.warmup().toNanos();
    LoadLoop.Times times =
        new LoadLoop.Times(start, measureFrom, measureFrom + options.duration().toNanos());
    List<CompletableFuture<Long>> ends = loops.stream().map(loop -> loop.begin(times)).toList();
    CompletableFuture<Void> ended =
        CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
    if (progress == null) {
      ended.join();
    } else {
      watch(ended, times, progress);
    }
    long end = times.measureFrom();
    for (CompletableFuture<Long> each : ends) {
      end = Math.max(end - times.start(), each.join() - times.start()) + times.start();
    }
    loops.forEach(loop -> measured.add(loop.rest().measured()));
    loops.forEach(loop -> loop.traced(startedAt, startedNanos).forEach(traced::add));
    return LoadResult.of(options, measured, end - measureFrom, startedAt);
  }

  private void connect() {
    CompletableFuture<Void> connected =
        CompletableFuture.allOf(
            loops.stream().map(LoadLoop::start).toArray(CompletableFuture<?>[]::new));
    try {
      connected.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LoadException why ? why : e;
    }
  }

  /**
   * Takes the loops' pages each second until they have ended. On the loops' own processor that
   * would cost them some milliseconds each time, so it is done for somebody who watches only.
   */
  private void watch(CompletableFuture<Void> ended, LoadLoop.Times times, Progress progress)
      throws InterruptedException {
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      pages.add(new Page());
    }
    long last = times.start();
    while (!endsWithin(ended, last + SECOND - System.nanoTime())) {
      Tally second = new Tally();
      for (int i = 0; i < loops.size(); i++) {
        Page page = turn(loops.get(i), pages.get(i), ended);
        measured.add(page.measured());
        second.add(page.both());
        pages.set(i, new Page());
      }
      long now = System.nanoTime();
      progress.show(
          (now - times.start()) / 1e9, now - times.measureFrom() < 0, (now - last) / 1e9, second);
      last = now;
    }
    progress.end();
  }

  private static boolean endsWithin(CompletableFuture<Void> ended, long nanos)
      throws InterruptedException {
    try {
      ended.get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /** Takes a loop's page, or an empty one if the loop has ended meanwhile. */
  private static Page turn(LoadLoop loop, Page empty, CompletableFuture<Void> ended) {
    try {
      CompletableFuture<Page> turned = loop.turn(empty);
      CompletableFuture.anyOf(turned, ended).join();
      return turned.getNow(new Page());
    } catch (RejectedExecutionException _) {
      return new Page();
    }
  }
}
