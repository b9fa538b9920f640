package dev.carom.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the server, with the requests that it owes answers to. Confined to its event
 * loop. It is used until the first thing goes wrong or the server says that it ends it; the {@link
 * Connections} then open another one.
 */
final class Connection extends ChannelInboundHandlerAdapter implements ResponseReader.Responses {

  private enum State {
    OPENING,
    OPEN,
    GONE
  }

  private final Connections connections;
  private final LongQueue intended;
  private final int pipeline;
  private final ResponseReader reader = new ResponseReader(this);
  private final Channel channel;
  private State state = State.OPENING;
  private @Nullable ByteBuf unsent;
  private boolean queued;
  private long readAt;

  Connection(Channel channel, Connections connections, int pipeline) {
    this.channel = channel;
    this.connections = connections;
    this.pipeline = pipeline;
    this.intended = new LongQueue(pipeline);
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Whether another request may be sent. */
  boolean hasRoom() {
    return state == State.OPEN && intended.size() < pipeline;
  }

  /** How many requests have no answer yet. */
  int outstanding() {
    return intended.size();
  }

  /** Whether it waits in the queue of those that have room; the queue's own mark. */
  boolean isQueued() {
    return queued;
  }

  void queued(boolean queued) {
    this.queued = queued;
  }

  /** Takes a request, which leaves with the next {@link #flush}. */
  void send(long intended) {
    if (unsent == null) {
      unsent = channel.alloc().directBuffer(1024);
    }
    connections.writeRequest(unsent);
    var _ = this.intended.offer(intended);
  }

  void flush() {
    if (unsent != null) {
      var _ = channel.writeAndFlush(unsent, channel.voidPromise());
      unsent = null;
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (ctx.pipeline().get(SslHandler.class) == null) {
      opened();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        opened();
      } else {
        fail(String.valueOf(handshake.cause()));
      }
    }
  }

  private void opened() {
    state = State.OPEN;
    connections.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf received = (ByteBuf) message;
    readAt = System.nanoTime();
    byte[] bytes = connections.scratch();
    try {
      while (state == State.OPEN && received.isReadable()) {
        int length = Math.min(received.readableBytes(), bytes.length);
        received.readBytes(bytes, 0, length);
        reader.read(bytes, length);
      }
    } catch (UnreadableResponseException e) {
      fail(e.getMessage());
    } finally {
      received.release();
    }
  }

  @Override
  public boolean answered(int status, boolean last) throws UnreadableResponseException {
    if (intended.isEmpty()) {
      throw new UnreadableResponseException("an answer that nobody asked for");
    }
    connections.answered(this, intended.poll(), readAt, status);
    if (last) {
      fail("the server ended the connection");
    } else {
      connections.hasRoom(this);
    }
    return state == State.OPEN;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flush();
  }

  /** Gives up if the oldest request has waited since before a time. */
  void expire(long now, long oldestAllowed) {
    if (!intended.isEmpty() && intended.peek() - oldestAllowed < 0) {
      while (!intended.isEmpty() && intended.peek() - oldestAllowed < 0) {
        connections.failed(intended.poll(), now, Failure.TIMEOUT);
      }
      fail("no answer in time");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail("the server closed the connection");
  }

  @Override
  @SuppressWarnings("deprecation") // deprecated for outbound handlers, needed here
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause.toString());
  }

  private void fail(@Nullable String why) {
    if (state == State.GONE) {
      return;
    }
    boolean opening = state == State.OPENING;
    state = State.GONE;
    long now = System.nanoTime();
    while (!intended.isEmpty()) {
      connections.failed(intended.poll(), now, Failure.CONNECTION);
    }
    if (unsent != null) {
      unsent.release();
      unsent = null;
    }
    var _ = channel.close();
    connections.gone(this, opening, String.valueOf(why));
  }

  /** Ends it, and nothing is said about what it still owes. */
  void close() {
    state = State.GONE;
    if (unsent != null) {
      unsent.release();
      unsent = null;
    }
    var _ = channel.close();
  }
}
