package dev.carom.redirect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Closes a listener as soon as it has accepted all that waited. What the kernel has connected and
 * the listener has not accepted is reset when it closes, so the moment after is the best one: what
 * is lost then has come within microseconds. Stands in the listener's pipeline from when on the
 * server stops.
 */
final class LastAccept extends ChannelInboundHandlerAdapter {

  /** Where nobody has come for so long, nobody waits. */
  static final long PATIENCE_MILLIS = 100;

  private int accepted;

  private LastAccept() {}

  /** Begins to look how many a listener accepts, from its next turn on. */
  static void addTo(Channel listener) {
    listener.eventLoop().execute(() -> listener.pipeline().addFirst(new LastAccept()));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    accepted++;
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    super.channelReadComplete(ctx);
    // As many as a turn may accept: perhaps others wait.
    if (accepted < SocketTransport.MAX_ACCEPTED) {
      var _ = ctx.close();
    }
    accepted = 0;
  }
}
