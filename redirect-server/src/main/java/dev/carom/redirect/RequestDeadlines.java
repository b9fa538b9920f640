package dev.carom.redirect;

import io.micrometer.core.instrument.Counter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that takes too long to send a request once it has begun, that begins none, or
 * that does not take its answers. While a request waits for its answer the client is not to blame,
 * and nothing runs out.
 *
 * <p>One timer a connection, which looks how much time is left and sleeps for that long: a read
 * costs it two stores. Lives on the connection's event loop alone.
 */
final class RequestDeadlines {

  /**
   * How long a client may take.
   *
   * @param header from a request's first byte to the end of its header
   * @param idle without a request
   * @param write until it has taken enough of the answers that wait for it
   */
  record Limits(Duration header, Duration idle, Duration write) {

    private long leastNanos() {
      return Math.min(header.toNanos(), Math.min(idle.toNanos(), write.toNanos()));
    }
  }

  private final Limits limits;
  private final Counter closed;

  private long sinceNanos;
  private boolean receiving;
  private boolean waiting;
  private boolean blocked;
  private @Nullable Future<?> timer;

  /**
   * @param closed counts connections that are closed for this
   */
  RequestDeadlines(Limits limits, Counter closed) {
    this.limits = limits;
    this.closed = closed;
  }

  /** The connection is there. */
  void start(ChannelHandlerContext ctx) {
    sinceNanos = System.nanoTime();
    sleep(ctx, limits.leastNanos());
  }

  /**
   * What a read has brought, or an answer has ended, is dealt with.
   *
   * @param receiving whether a request is left half-way
   * @param begun whether it is another than before
   * @param waiting whether requests wait for their answers
   */
  void settled(boolean receiving, boolean begun, boolean waiting) {
    if (!blocked && (!receiving || !this.receiving || begun || this.waiting)) {
      sinceNanos = System.nanoTime();
    }
    this.receiving = receiving;
    this.waiting = waiting;
  }

  /** The client has begun or ceased to leave too many answers untaken. */
  void writable(boolean writable) {
    if (blocked == writable) {
      blocked = !writable;
      sinceNanos = System.nanoTime();
    }
  }

  /** The connection is gone. */
  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void look(ChannelHandlerContext ctx) {
    Duration limit = blocked ? limits.write : receiving ? limits.header : limits.idle;
    long left = limit.toNanos() - (System.nanoTime() - sinceNanos);
    boolean clientIsSlow = blocked || !waiting;
    if (left > 0 || !clientIsSlow) {
      sleep(ctx, left > 0 ? Math.min(left, limits.leastNanos()) : limits.leastNanos());
    } else {
      closed.increment();
      var _ = ctx.close();
    }
  }

  private void sleep(ChannelHandlerContext ctx, long nanos) {
    timer = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
  }
}
