package dev.carom.redirect;

import dev.carom.core.config.RedirectConfig;
import dev.carom.core.config.TlsConfig;
import dev.carom.core.lifecycle.ListenException;
import dev.carom.core.lifecycle.StartException;
import dev.carom.core.resolve.LinkResolver;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
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
 * answered from then on says that the connection ends, connections that wait for nothing are ended,
 * and requests in flight get {@code redirect.stop-timeout} to finish.
 */
public final class RedirectServer implements AutoCloseable {

  /** What a server tells its connections. */
  enum Event {
    /** The server is about to stop. */
    DRAIN
  }

  /** For how long requests that are already on their way may still arrive. */
  private static final Duration LAST_ARRIVALS = Duration.ofMillis(100);

  private static final int ACCEPT_BACKLOG = 4096;

  /**
   * What one read takes at most, in bytes: it is decoded as a whole, however many requests it
   * holds.
   */
  private static final int MAX_READ_BYTES = 16 * 1024;

  /** The shortest request has 18 bytes, so no read holds more. */
  private static final int MAX_REQUESTS_PER_READ = MAX_READ_BYTES / 16;

  private final RedirectConfig config;
  private final EventLoopGroup eventLoops;
  private final RedirectMetrics metrics;
  private final RedirectHandler.Services services;
  private final @Nullable SecureConnections secure;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;
  private volatile boolean draining;

  private RedirectServer(
      RedirectConfig config,
      TlsConfig tls,
      SslProvider tlsProvider,
      LinkResolver resolver,
      MeterRegistry registry) {
    HttpDate date = new HttpDate(InstantSource.system());
    SocketTransport transport = SocketTransport.of(config.transport());
    this.config = config;
    this.metrics = new RedirectMetrics(registry);
    this.services =
        new RedirectHandler.Services(
            resolver,
            new Responses(
                date, config.retryAfter(), SecureConnections.strictTransportSecurity(tls)),
            metrics,
            config.maxPipelined(),
            () -> draining);
    this.secure = SecureConnections.open(tls, config, services, date, tlsProvider, registry);
    this.eventLoops = transport.eventLoops(config.eventLoops());
    this.listener = listen(transport);
  }

  /**
   * Opens a server, which answers when this returns.
   *
   * @param tlsProvider the library that speaks TLS, if TLS is spoken
   * @param resolver knows the links; its owner closes it, after this server
   * @throws StartException if the address is taken or not ours, or the certificate cannot be served
   */
  static RedirectServer start(
      RedirectConfig config,
      TlsConfig tls,
      SslProvider tlsProvider,
      LinkResolver resolver,
      MeterRegistry registry) {
    return new RedirectServer(config, tls, tlsProvider, resolver, registry);
  }

  private Channel listen(SocketTransport transport) {
    ChannelFuture bound =
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
            .childHandler(new Connections(config, services, secure, connections))
            .bind(new InetSocketAddress(config.host(), config.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      closeSecure();
      throw new ListenException("redirect", config.host(), config.port(), bound.cause());
    }
    return bound.channel();
  }

  /** The pipeline of a connection. */
  static final class Connections extends ChannelInitializer<Channel> {

    private final RedirectConfig config;
    private final RedirectHandler.Services services;
    private final @Nullable SecureConnections secure;
    private final ChannelGroup connections;
    private final HttpDecoderConfig decoding;

    /**
     * @param secure begins every connection, or null where they are not secured
     * @param connections gets every connection
     */
    Connections(
        RedirectConfig config,
        RedirectHandler.Services services,
        @Nullable SecureConnections secure,
        ChannelGroup connections) {
      this.config = config;
      this.services = services;
      this.secure = secure;
      this.connections = connections;
      this.decoding =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(config.maxRequestLine())
              .setMaxHeaderSize(config.maxHeaderBytes());
    }

    @Override
    protected void initChannel(Channel channel) {
      if (secure == null) {
        http1(channel);
      } else {
        secure.begin(channel, this::http1);
      }
      connections.add(channel);
    }

    private void http1(Channel channel) {
      RequestDeadlines deadlines =
          new RequestDeadlines(
              config.headerTimeout(), config.idleTimeout(), services.metrics().slowConnections());
      RedirectHandler handler = new RedirectHandler(services, deadlines);
      channel
          .pipeline()
          .addLast(
              deadlines,
              new InputGate(handler),
              new HttpServerCodec(decoding, config.maxPipelined() + MAX_REQUESTS_PER_READ),
              new FlowControlHandler(),
              handler);
    }
  }

  /** The port that it listens on, which the system chose if the configuration said 0. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    draining = true;
    listener.close().awaitUninterruptibly();
    sleep(LAST_ARRIVALS);
    connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(Event.DRAIN));
    connections
        .newCloseFuture()
        .awaitUninterruptibly(config.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
    connections.close().awaitUninterruptibly();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    closeSecure();
  }

  private void closeSecure() {
    if (secure != null) {
      secure.close();
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
