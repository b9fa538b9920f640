package dev.carom.redirect;

import io.micrometer.core.instrument.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that takes too long to send a request once it has begun, that begins none, or
 * that does not take its answers. While a request waits for its answer the client is not to blame,
 * and nothing runs out.
 *
 * <p>One timer a connection, which looks how much time is left and sleeps for that long: a request
 * costs it two stores.
 */
final class RequestDeadlines extends ChannelInboundHandlerAdapter {

  private final long headerNanos;
  private final long idleNanos;
  private final Counter closed;

  private long sinceNanos;
  private boolean receiving;
  private boolean receivedInRead;
  private int unanswered;
  private @Nullable Future<?> timer;

  /**
   * @param header from a request's first byte to the end of its header
   * @param idle without a request, or without the client taking an answer
   * @param closed counts connections that are closed for this
   */
  RequestDeadlines(Duration header, Duration idle, Counter closed) {
    this.headerNanos = header.toNanos();
    this.idleNanos = idle.toNanos();
    this.closed = closed;
  }

  /** A request's header is complete. */
  void received() {
    receiving = false;
    receivedInRead = true;
    unanswered++;
    sinceNanos = System.nanoTime();
  }

  /** A request's answer is written. */
  void answered() {
    unanswered--;
    sinceNanos = System.nanoTime();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    sinceNanos = System.nanoTime();
    sleep(ctx, Math.min(headerNanos, idleNanos));
    super.channelActive(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (!receiving) {
      receiving = true;
      sinceNanos = System.nanoTime();
    }
    boolean endsWithRequest = message instanceof ByteBuf bytes && endsWithRequest(bytes);
    receivedInRead = false;
    super.channelRead(ctx, message);
    if (receivedInRead && !endsWithRequest) {
      // The next request has begun in the same read.
      receiving = true;
    }
  }

  /**
   * Whether the bytes end with an empty line, or are the rest of one: then no request is left
   * half-way.
   */
  private static boolean endsWithRequest(ByteBuf bytes) {
    int end = bytes.writerIndex();
    for (int i = 1; i <= Math.min(4, bytes.readableBytes()); i++) {
      if (bytes.getByte(end - i) != (i % 2 == 1 ? '\n' : '\r')) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (timer != null) {
      timer.cancel(false);
    }
    super.channelInactive(ctx);
  }

  private void look(ChannelHandlerContext ctx) {
    long left = (receiving ? headerNanos : idleNanos) - (System.nanoTime() - sinceNanos);
    boolean clientIsSlow = unanswered == 0 || !ctx.channel().isWritable();
    if (left > 0 || !clientIsSlow) {
      sleep(ctx, Math.min(left > 0 ? left : idleNanos, Math.min(headerNanos, idleNanos)));
    } else {
      closed.increment();
      var _ = ctx.close();
    }
  }

  private void sleep(ChannelHandlerContext ctx, long nanos) {
    timer = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
  }
}
