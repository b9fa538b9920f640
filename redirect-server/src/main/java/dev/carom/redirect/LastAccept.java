package dev.carom.redirect;

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

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    var _ = ctx.close();
  }
}
