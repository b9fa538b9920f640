package dev.carom.redirect;

import io.micrometer.core.instrument.Counter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Adds the handlers of the HTTP version that client and server have agreed upon in the handshake
 * (ALPN, RFC 7301), and takes itself away.
 */
final class ProtocolChoice extends ApplicationProtocolNegotiationHandler {

  /** How long a connection that is still in its handshake may take when the server stops. */
  private static final long LAST_HANDSHAKE_MILLIS = 1_000;

  private final Consumer<Channel> http1;
  private final Consumer<Channel> http2;
  private final Counter failures;
  private boolean draining;

  ProtocolChoice(Consumer<Channel> http1, Consumer<Channel> http2, Counter failures) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.http1 = http1;
    this.http2 = http2;
    this.failures = failures;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    (protocol.equals(ApplicationProtocolNames.HTTP_2) ? http2 : http1).accept(ctx.channel());
    // The new handlers have missed it.
    ctx.fireChannelActive();
    if (draining) {
      later(ctx, () -> ctx.pipeline().fireUserEventTriggered(RedirectServer.Event.DRAIN));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == RedirectServer.Event.DRAIN && !draining) {
      draining = true;
      later(
          ctx,
          () -> {
            if (!ctx.isRemoved()) {
              var _ = ctx.close();
            }
          });
    }
    if (event instanceof SslHandshakeCompletionEvent completion && !completion.isSuccess()) {
      failures.increment();
      var _ = ctx.close();
    }
    super.userEventTriggered(ctx, event);
  }

  private static void later(ChannelHandlerContext ctx, Runnable step) {
    var _ = ctx.executor().schedule(step, LAST_HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whatever fails before a version is agreed upon is the client's affair, and not logged. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}
