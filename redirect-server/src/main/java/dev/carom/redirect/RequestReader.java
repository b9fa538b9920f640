package dev.carom.redirect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request after the other from what is read, by the fast path or by way of the codec.
 *
 * <pre>
 *              ┌──────────────────── next ◄─────────────────────────────┐
 *              ▼                                                        │
 *   bytes ─► at a request's start? ─ yes ─► plain? ─ yes ─► in L1? ─ yes ─► copied out
 *              │ no                          │ no              │ no         │
 *              ▼                             ▼                 └► resolved ─┤
 *           header scanned to its end ◄──────┘                              │
 *              │ whole      │ not yet         │ ill-formed                  │
 *              ▼            ▼                 ▼                             │
 *            codec        kept             refused, the last                │
 *              └─► RedirectHandler ─────────────────────────────────────────┘
 * </pre>
 *
 * <p>The fast path only ever sees a request as a whole and keeps nothing between reads; the codec
 * gets one whole header at a time, so that both can follow each other at any request. No more is
 * taken than {@link Conversation} wants: what is read beyond that is kept until it does. On the hot
 * path, and one connection's own.
 */
final class RequestReader extends ChannelInboundHandlerAdapter {

  private final RedirectHandler handler;
  private final Conversation conversation;
  private final HeadScanner scanner;
  private final @Nullable PlainRequest plain;

  /** What was read and not taken yet. */
  private @Nullable ByteBuf held;

  /** Whether what is held cannot go on without more. */
  private boolean starved = true;

  /** Whether something was read since the last read was complete. */
  private boolean read;

  /** Whether a request was taken since the connection was last settled. */
  private boolean taken;

  /**
   * @param plain the event loop's, or null to leave all requests to the codec
   */
  RequestReader(RedirectHandler handler, HeadScanner scanner, @Nullable PlainRequest plain) {
    this.handler = handler;
    this.conversation = handler.conversation();
    this.scanner = scanner;
    this.plain = plain;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    conversation.open(ctx, this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!conversation.isOpen()) {
      bytes.release();
      return;
    }
    held =
        held == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
    starved = !held.isReadable();
    read = true;
    conversation.readBegins();
    takeRequests(ctx);
  }

  /** Reads are complete of which nothing comes here, too, such as those of a part of a record. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (read) {
      read = false;
      conversation.settle();
    }
  }

  /** Whether requests could be taken from what is held. */
  boolean canGoOn() {
    return !starved;
  }

  /** Whether what is held is the beginning of a request, and nothing else. */
  boolean isHalfway() {
    return starved && held != null;
  }

  /** Whether bytes are held. */
  boolean isHolding() {
    return held != null;
  }

  /** Returns whether a request was taken since this was last asked. */
  boolean hasTaken() {
    boolean hasTaken = taken;
    taken = false;
    return hasTaken;
  }

  /** Takes as many requests as there are and the conversation wants. */
  void takeRequests(ChannelHandlerContext ctx) {
    ByteBuf bytes = held;
    if (bytes == null) {
      return;
    }
    if (plain != null) {
      plain.forget();
    }
    handler.requestsCome();
    try {
      while (!starved && conversation.wantsMore()) {
        if (!scanner.isAtStart() || !takePlain(ctx, bytes)) {
          takeByCodec(ctx, bytes);
        }
        starved |= !bytes.isReadable();
      }
    } finally {
      conversation.emit();
    }
    if (!bytes.isReadable() || !conversation.isOpen()) {
      release();
    }
  }

  private boolean takePlain(ChannelHandlerContext ctx, ByteBuf bytes) {
    PlainRequest request = plain;
    if (request == null || !conversation.isPlain()) {
      return false;
    }
    if (!request.hasMore()) {
      request.copy(bytes);
    }
    int length = request.read();
    if (length == PlainRequest.NOT_PLAIN) {
      return false;
    }
    bytes.skipBytes(length);
    taken = true;
    handler.followPlain(ctx, request);
    return true;
  }

  private void takeByCodec(ChannelHandlerContext ctx, ByteBuf bytes) {
    int before = bytes.readerIndex();
    Answer.Plain refusal = scanner.scan(bytes);
    if (refusal != null) {
      handler.refuse(ctx, refusal);
    } else if (scanner.isComplete()) {
      taken = true;
      ctx.fireChannelRead(scanner.take(bytes));
      if (plain != null) {
        plain.skip(bytes.readerIndex() - before);
      }
    } else {
      starved = true;
    }
  }

  private void release() {
    if (held != null) {
      held.release();
      held = null;
    }
    starved = true;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    conversation.begins();
    super.channelActive(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    conversation.writabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == RedirectServer.Event.DRAIN) {
      conversation.drain();
    } else if (event instanceof ChannelInputShutdownEvent) {
      conversation.inputEnds();
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    conversation.abandon();
    release();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }
}
