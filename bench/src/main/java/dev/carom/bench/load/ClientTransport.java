package dev.carom.bench.load;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;

/** The ways of using sockets: Linux' own, where its library loads, and the JDK's, anywhere. */
enum ClientTransport {
  EPOLL(EpollSocketChannel.class, Duration.ofNanos(60_000)),
  /** Its timer counts milliseconds. */
  NIO(NioSocketChannel.class, Duration.ofNanos(1_600_000));

  private final Class<? extends Channel> channelType;
  private final Duration wakeUp;

  ClientTransport(Class<? extends Channel> channelType, Duration wakeUp) {
    this.channelType = channelType;
    this.wakeUp = wakeUp;
  }

  static ClientTransport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  Class<? extends Channel> channelType() {
    return channelType;
  }

  IoHandlerFactory ioHandlers() {
    return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  /** How long before something is due to stop sleeping, since sleep often lasts longer. */
  Duration wakeUp() {
    return wakeUp;
  }
}
