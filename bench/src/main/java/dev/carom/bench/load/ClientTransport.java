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

  /**
   * How long before something is due to stop sleeping and to poll instead, since sleep lasts longer
   * than it should. Linux lets a thread sleep 50 µs too long unless told otherwise. Asked for 5000
   * requests a second on two busy processors, half of them were looked at 44 µs late with 20 µs
   * here, and 3.8 and 5.3 µs late with 60 µs in two of three runs, 16.5 in the other.
   */
  Duration wakeUp() {
    return wakeUp;
  }
}
