package dev.carom.redirect;

import io.micrometer.core.instrument.Counter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a connection must begin with where the PROXY protocol is configured (HAProxy's "The
 * PROXY protocol", versions 1 and 2), and makes way for the rest. A connection that begins
 * otherwise, comes from a stranger or takes too long is closed without an answer: were it served,
 * anybody could claim any address.
 */
final class ProxyProtocol extends ChannelInboundHandlerAdapter {

  private final ClientAddresses addresses;
  private final Duration deadline;
  private final Counter refused;
  private @Nullable Future<?> timer;
  private boolean closing;

  private ProxyProtocol(ClientAddresses addresses, Duration deadline, Counter refused) {
    this.addresses = addresses;
    this.deadline = deadline;
    this.refused = refused;
  }

  /**
   * Lets the protocol come first in a pipeline.
   *
   * @param deadline for the protocol's header
   * @param refused counts connections that are closed for this
   */
  static void addTo(
      ChannelPipeline pipeline, ClientAddresses addresses, Duration deadline, Counter refused) {
    pipeline.addLast(
        new HAProxyMessageDecoder(true), new ProxyProtocol(addresses, deadline, refused));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = ctx.executor().schedule(() -> refuse(ctx), deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    if (addresses.mayTell(ctx.channel())) {
      super.channelActive(ctx);
    } else {
      refuse(ctx);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (!(message instanceof HAProxyMessage header)) {
      super.channelRead(ctx, message);
      return;
    }
    try {
      // LOCAL is the proxy itself, looking whether the server is well.
      if (header.command() == HAProxyCommand.PROXY && header.sourceAddress() != null) {
        ctx.channel()
            .attr(ClientAddresses.BY_PROXY_PROTOCOL)
            .set(InetAddress.ofLiteral(header.sourceAddress()));
      }
    } finally {
      header.release();
    }
    ctx.pipeline().remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refuse(ctx);
  }

  private void refuse(ChannelHandlerContext ctx) {
    // Closing makes the decoder fail once more, over what it has not read.
    if (!closing) {
      closing = true;
      refused.increment();
      var _ = ctx.close();
    }
  }
}
