package dev.carom.redirect;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands before the codec: tells where a read begins and ends, and throws away what comes after a
 * connection's last request, which nobody is to decode.
 */
final class InputGate extends ChannelInboundHandlerAdapter {

  private final RedirectHandler handler;

  InputGate(RedirectHandler handler) {
    this.handler = handler;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (!handler.conversation().isOpen()) {
      ReferenceCountUtil.release(message);
      return;
    }
    handler.conversation().readBegins();
    super.channelRead(ctx, message);
    handler.conversation().readEnds();
  }
}
