package dev.carom.redirect;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The end of what a server has to say on a connection: over TLS first {@code close_notify}, without
 * which the client could not tell it from an attack (RFC 8446, section 6.1), then the half-close of
 * TCP. What the client still sends can be read.
 */
final class OutputEnd {

  private OutputEnd() {}

  /** Says it, on the connection's event loop. */
  static void say(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      halfClose(channel);
    } else {
      tls.closeOutbound().addListener(_ -> halfClose(channel));
    }
  }

  private static void halfClose(Channel channel) {
    if (channel instanceof DuplexChannel duplex) {
      var _ = duplex.shutdownOutput();
    }
  }
}
