package dev.carom.redirect;

import dev.carom.core.metrics.FailureLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection as soon as it is accepted if too many are open. Stands in the listener's
 * pipeline.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

  private final int maxConnections;
  private final RedirectMetrics metrics;
  private final FailureLog refusals =
      new FailureLog(LoggerFactory.getLogger(ConnectionLimit.class), "Connection refused");

  ConnectionLimit(int maxConnections, RedirectMetrics metrics) {
    this.maxConnections = maxConnections;
    this.metrics = metrics;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    Channel accepted = (Channel) message;
    AtomicInteger connections = metrics.connections();
    if (connections.incrementAndGet() > maxConnections) {
      connections.decrementAndGet();
      metrics.refusedConnections().increment();
      refusals.failed("redirect.max-connections (" + maxConnections + ") are open");
      // Not registered with an event loop yet, so there is nothing to wait for.
      accepted.unsafe().closeForcibly();
      return;
    }
    metrics.acceptedConnections().increment();
    accepted.closeFuture().addListener(_ -> connections.decrementAndGet());
    super.channelRead(ctx, message);
  }
}
