package dev.carom.redirect;

import dev.carom.core.config.RedirectConfig.Transport;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.StandardSocketOptions;

/** The ways of serving sockets: Linux' own, where its library loads, and the JDK's, anywhere. */
enum SocketTransport {
  EPOLL(EpollServerSocketChannel.class),
  NIO(NioServerSocketChannel.class);

  /** At one turn: whoever is connected already has a right to the loop, too. */
  static final int MAX_ACCEPTED = 64;

  private final Class<? extends ServerChannel> listenerType;

  SocketTransport(Class<? extends ServerChannel> listenerType) {
    this.listenerType = listenerType;
  }

  /**
   * Returns the transport that is wished for.
   *
   * @throws IllegalStateException if it cannot work here
   */
  static SocketTransport of(Transport wish) {
    return switch (wish) {
      case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
      case NIO -> NIO;
      case EPOLL -> {
        if (!Epoll.isAvailable()) {
          throw new IllegalStateException(
              "redirect.transport: epoll does not work here; use auto or nio",
              Epoll.unavailabilityCause());
        }
        yield EPOLL;
      }
    };
  }

  Class<? extends ServerChannel> listenerType() {
    return listenerType;
  }

  /** The option that lets several listeners share a port. */
  ChannelOption<Boolean> reusePort() {
    return this == EPOLL
        ? UnixChannelOption.SO_REUSEPORT
        : NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
  }

  /**
   * Lets a listener accept all that wait, up to a number, at each turn of its event loop. Unless
   * told so, Netty's epoll listener accepts one: it takes a descriptor for a count of bytes, and so
   * sees no sign that more is there. A loop that takes long for a turn, as that of a server that
   * was just started does, then accepts so few a second that followers wait in vain.
   */
  static RecvByteBufAllocator accepting() {
    return new ServerChannelRecvByteBufAllocator()
        .respectMaybeMoreData(false)
        .maxMessagesPerRead(MAX_ACCEPTED);
  }

  EventLoopGroup eventLoops(int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads,
        new DefaultThreadFactory("redirect"),
        this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }
}
