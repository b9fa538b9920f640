package dev.carom.redirect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells an HTTP/2 connection when its client has been silent or slow for too long, or busy with
 * anything but requests. What is sent on a stream that is open does not keep a connection alive;
 * only the beginnings and ends of streams do. While a request waits for its answer the client is
 * not to blame, and nothing runs out.
 *
 * <p>One timer a connection, which looks how much time is left and sleeps for that long. Streams
 * whose answers wait for the client to take them are searched for by the timer alone.
 */
final class Http2Deadlines extends ChannelInboundHandlerAdapter {

  /** What has happened, as a user event for the handlers that follow. */
  enum Event {
    /** Nothing was asked for. */
    IDLE,
    /** A frame or header was not completed, or answers were not taken. */
    SLOW,
    /** Frames came and came, and none began a request. */
    FLOOD
  }

  /**
   * Frames between two requests. Clients send a handful; the bodies of requests, which are not
   * read, end at the first window.
   */
  private static final int MAX_FRAMES_WITHOUT_REQUEST = 1_000;

  private final Http2Connection connection;
  private final Http2Connection.PropertyKey untakenSince;
  private final long headerNanos;
  private final long idleNanos;
  private final long writeNanos;
  private final FrameBoundaries boundaries = new FrameBoundaries();

  private long sinceNanos;
  private long withinSinceNanos;
  private long blockedSinceNanos;
  private boolean blocked;
  private long framesAtLastRequest;
  private boolean idle;
  private boolean over;
  private @Nullable Future<?> timer;

  /**
   * @param header from the first byte of a frame, or of several that hold one header, to the last
   * @param idle without a request, or without the client taking a stream's answer
   * @param write until the client has taken enough of all that waits for it
   */
  Http2Deadlines(Http2Connection connection, Duration header, Duration idle, Duration write) {
    this.connection = connection;
    this.untakenSince = connection.newKey();
    this.headerNanos = header.toNanos();
    this.idleNanos = idle.toNanos();
    this.writeNanos = write.toNanos();
    connection.addListener(
        new Http2ConnectionAdapter() {
          @Override
          public void onStreamAdded(Http2Stream stream) {
            sinceNanos = System.nanoTime();
            framesAtLastRequest = boundaries.frames();
          }

          @Override
          public void onStreamRemoved(Http2Stream stream) {
            sinceNanos = System.nanoTime();
          }
        });
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    sinceNanos = System.nanoTime();
    sleep(ctx, leastNanos());
  }

  private long leastNanos() {
    return Math.min(headerNanos, Math.min(idleNanos, writeNanos));
  }

  /** Answers to streams that the client has reset wait too, and belong to no stream any more. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    if (blocked == ctx.channel().isWritable()) {
      blocked = !blocked;
      blockedSinceNanos = System.nanoTime();
    }
    super.channelWritabilityChanged(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (message instanceof ByteBuf bytes) {
      boolean within = boundaries.within();
      long whole = boundaries.whole();
      boundaries.follow(bytes);
      if (!within || boundaries.whole() > whole) {
        withinSinceNanos = System.nanoTime();
      }
    }
    super.channelRead(ctx, message);
    if (boundaries.frames() - framesAtLastRequest > MAX_FRAMES_WITHOUT_REQUEST) {
      tell(ctx, Event.FLOOD);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void look(ChannelHandlerContext ctx) {
    long now = System.nanoTime();
    long headerLeft = boundaries.within() ? headerNanos - (now - withinSinceNanos) : Long.MAX_VALUE;
    long idleLeft =
        idle || connection.numActiveStreams() > 0 ? Long.MAX_VALUE : idleNanos - (now - sinceNanos);
    long writeLeft = blocked ? writeNanos - (now - blockedSinceNanos) : Long.MAX_VALUE;
    if (headerLeft <= 0 || writeLeft <= 0 || holdsUntaken(now)) {
      tell(ctx, Event.SLOW);
    } else if (idleLeft <= 0) {
      // What is asked for before the client hears of it has its deadlines as well.
      idle = true;
      idleLeft = Long.MAX_VALUE;
      ctx.fireUserEventTriggered(Event.IDLE);
    }
    if (!over) {
      sleep(ctx, Math.min(Math.min(headerLeft, writeLeft), Math.min(idleLeft, leastNanos())));
    }
  }

  /** Whether an answer that was written has been waiting for the client for too long. */
  private boolean holdsUntaken(long now) {
    try {
      Http2Stream tooLong =
          connection.forEachActiveStream(stream -> {
            if (!stream.isHeadersSent()) {
              return true;
            }
            Long since = stream.getProperty(untakenSince);
            if (since == null) {
              stream.setProperty(untakenSince, now);
            }
            return since == null || now - since < idleNanos;
          });
      return tooLong != null;
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void tell(ChannelHandlerContext ctx, Event event) {
    if (!over) {
      over = true;
      ctx.fireUserEventTriggered(event);
    }
  }

  private void sleep(ChannelHandlerContext ctx, long nanos) {
    timer = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
  }
}
