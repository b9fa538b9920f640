package dev.carom.redirect;

import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.lifecycle.ListenException;
import dev.carom.core.resolve.LinkResolver;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The listener that followers reach, with its connections and the threads that serve them.
 *
 * <p>{@link #close} stops it without failing a request: the listener is closed, whatever is
 * answered from then on says that the connection ends, connections that still wait for nothing
 * after {@code redirect.quiet-period} are ended, and requests in flight get {@code
 * redirect.stop-timeout} to finish.
 */
public final class RedirectServer implements AutoCloseable {

  /** What a server tells its connections. */
  enum Event {
    /** Whoever waits for nothing is to end. */
    DRAIN
  }

  private static final int ACCEPT_BACKLOG = 4096;

  /** What one read takes at most, in bytes: 16 pipelined requests of browsers. */
  private static final int MAX_READ_BYTES = 16 * 1024;

  private final RedirectConfig config;
  private final EventLoopGroup eventLoops;
  private final RedirectMetrics metrics;
  private final RedirectHandler.Services services;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;
  private volatile boolean draining;

  private RedirectServer(
      RedirectConfig config,
      FollowerConfig followers,
      LinkResolver resolver,
      FollowListener listener,
      MeterRegistry registry) {
    SocketTransport transport = SocketTransport.of(config.transport());
    this.config = config;
    this.metrics = new RedirectMetrics(registry);
    this.services =
        new RedirectHandler.Services(
            resolver,
            new Responses(new HttpDate(InstantSource.system()), config.retryAfter(), ""),
            metrics,
            listener,
            new ClientAddresses(followers),
            followers.countryHeader(),
            () -> draining);
    this.eventLoops = transport.eventLoops(config.eventLoops());
    this.listener = listen(transport);
  }

  /**
   * Opens a server, which answers when this returns.
   *
   * @param resolver knows the links; its owner closes it, after this server
   * @throws ListenException if the address is taken or not ours
   */
  public static RedirectServer start(
      RedirectConfig config,
      FollowerConfig followers,
      LinkResolver resolver,
      MeterRegistry registry) {
    return start(config, followers, resolver, FollowListener.NONE, registry);
  }

  /** Opens a server with somebody who hears of its answers. */
  static RedirectServer start(
      RedirectConfig config,
      FollowerConfig followers,
      LinkResolver resolver,
      FollowListener listener,
      MeterRegistry registry) {
    return new RedirectServer(config, followers, resolver, listener, registry);
  }

  private Channel listen(SocketTransport transport) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(transport.listenerType())
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(512, 2048, MAX_READ_BYTES))
            .handler(new ConnectionLimit(config.maxConnections(), metrics))
            .childHandler(new Connections(config, services, connections));
    if (config.reusePort()) {
      bootstrap.option(transport.reusePort(), true);
    }
    ChannelFuture bound =
        bootstrap.bind(new InetSocketAddress(config.host(), config.port())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new ListenException("redirect", config.host(), config.port(), bound.cause());
    }
    return bound.channel();
  }

  /** The port that it listens on, which the system chose if the configuration said 0. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    draining = true;
    listener.close().awaitUninterruptibly();
    awaitConnections(config.quietPeriod());
    connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(Event.DRAIN));
    awaitConnections(config.stopTimeout());
    connections.close().awaitUninterruptibly();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void awaitConnections(Duration atMost) {
    connections.newCloseFuture().awaitUninterruptibly(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }
}
