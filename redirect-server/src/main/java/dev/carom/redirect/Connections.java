package dev.carom.redirect;

import dev.carom.core.config.RedirectConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/** Gives each connection its handlers. */
final class Connections extends ChannelInitializer<Channel> {

  private final RedirectConfig config;
  private final RedirectHandler.Services services;
  private final @Nullable SecureConnections secure;
  private final ChannelGroup connections;
  private final HttpDecoderConfig decoding;
  private final RequestDeadlines.Limits deadlines;

  /** One for each event loop. */
  private final FastThreadLocal<PlainRequest> plainRequests =
      new FastThreadLocal<>() {
        @Override
        protected PlainRequest initialValue() {
          int maxBytes = Math.min(config.maxRequestLine(), config.maxHeaderBytes());
          return new PlainRequest(services.hosts(), maxBytes, services.countryHeader());
        }
      };

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
    // HeadScanner has bounded both before.
    this.decoding =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(Integer.MAX_VALUE)
            .setMaxHeaderSize(Integer.MAX_VALUE);
    this.deadlines =
        new RequestDeadlines.Limits(
            config.headerTimeout(), config.idleTimeout(), config.writeTimeout());
  }

  @Override
  protected void initChannel(Channel channel) {
    connections.add(channel);
    if (services.addresses().areToldByProxyProtocol()) {
      ProxyProtocol.addTo(
          channel.pipeline(),
          services.addresses(),
          config.headerTimeout(),
          services.metrics().refusedConnections());
    }
    if (secure == null) {
      http1(channel);
    } else {
      secure.begin(channel, this::http1);
    }
  }

  private void http1(Channel channel) {
    Conversation conversation =
        new Conversation(
            services.responses(),
            new RequestDeadlines(deadlines, services.metrics().slowConnections()),
            config.maxPipelined(),
            services.draining());
    RedirectHandler handler = new RedirectHandler(services, conversation);
    HeadScanner scanner = new HeadScanner(config.maxRequestLine(), config.maxHeaderBytes());
    channel
        .pipeline()
        .addLast(
            new RequestReader(handler, scanner, config.fastPath() ? plainRequests.get() : null),
            new HttpRequestDecoder(decoding),
            handler);
  }
}
