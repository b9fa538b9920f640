package dev.carom.redirect;

import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.config.TlsConfig;
import dev.carom.core.lifecycle.ListenException;
import dev.carom.core.lifecycle.StartException;
import dev.carom.core.resolve.Admission;
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
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

  /** What a server is configured by. */
  record Settings(RedirectConfig server, FollowerConfig followers, TlsConfig tls) {}

  private static final int ACCEPT_BACKLOG = 4096;

  /** What one read takes at most, in bytes: 16 pipelined requests of browsers. */
  private static final int MAX_READ_BYTES = 16 * 1024;

  private final RedirectConfig config;
  private final EventLoopGroup eventLoops;
  private final RedirectMetrics metrics;
  private final RedirectHandler.Services services;
  private final @Nullable SecureConnections secure;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;
  private volatile boolean draining;

  private RedirectServer(
      Settings settings,
      SslProvider tlsProvider,
      LinkResolver resolver,
      Admission admission,
      FollowListener listener,
      MeterRegistry registry) {
    HttpDate date = new HttpDate(InstantSource.system());
    RedirectConfig config = settings.server();
    SocketTransport transport = SocketTransport.of(config.transport());
    this.config = config;
    this.metrics = new RedirectMetrics(registry);
    this.services =
        new RedirectHandler.Services(
            resolver,
            admission,
            new Responses(
                date,
                config.retryAfter(),
                SecureConnections.strictTransportSecurity(settings.tls())),
            metrics,
            listener,
            new ClientAddresses(settings.followers()),
            new UnknownCodeLimit(settings.followers()),
            new Hosts(resolver::domains, config.defaultHosts()),
            settings.followers().countryHeader(),
            () -> draining);
    this.secure =
        SecureConnections.open(settings.tls(), config, services, date, tlsProvider, registry);
    this.eventLoops = transport.eventLoops(eventLoops(config));
    this.listener = listen(transport);
  }

  /**
   * Opens a server, which answers when this returns.
   *
   * @param tlsProvider the library that speaks TLS, if TLS is spoken
   * @param resolver knows the links; its owner closes it, after this server
   * @param admission is asked before a link with a limit is followed; closed like the resolver
   * @param listener hears of answers to followers
   * @throws StartException if the address is taken or not ours, or the certificate cannot be served
   */
  static RedirectServer start(
      Settings settings,
      SslProvider tlsProvider,
      LinkResolver resolver,
      Admission admission,
      FollowListener listener,
      MeterRegistry registry) {
    return new RedirectServer(settings, tlsProvider, resolver, admission, listener, registry);
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
            .option(ChannelOption.RECVBUF_ALLOCATOR, SocketTransport.accepting())
            .handler(new ConnectionLimit(config.maxConnections(), metrics))
            .childHandler(new Connections(config, services, secure, connections));
    if (config.reusePort()) {
      bootstrap.option(transport.reusePort(), true);
    }
    ChannelFuture bound =
        bootstrap.bind(new InetSocketAddress(config.host(), config.port())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      closeSecure();
      throw new ListenException("redirect", config.host(), config.port(), bound.cause());
    }
    return bound.channel();
  }

  /** How many event loops a server has, each with one thread. */
  static int eventLoops(RedirectConfig config) {
    return config.eventLoops() > 0
        ? config.eventLoops()
        : Runtime.getRuntime().availableProcessors();
  }

  /** The port that it listens on, which the system chose if the configuration said 0. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    draining = true;
    if (listener.isOpen()) {
      LastAccept.addTo(listener);
      listener.closeFuture().awaitUninterruptibly(LastAccept.PATIENCE_MILLIS);
    }
    listener.close().awaitUninterruptibly();
    awaitConnections(config.quietPeriod());
    connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(Event.DRAIN));
    awaitConnections(config.stopTimeout());
    connections.close().awaitUninterruptibly();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    closeSecure();
  }

  private void closeSecure() {
    if (secure != null) {
      secure.close();
    }
  }

  private void awaitConnections(Duration atMost) {
    connections.newCloseFuture().awaitUninterruptibly(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }
}
