package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.config.RedirectConfig.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ListenerTest {

  private static final int FEW = 20;

  /** More than one turn takes. */
  private static final int MANY = 3 * SocketTransport.MAX_ACCEPTED + 8;

  private static final class NoHandlers extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {}
  }

  /** Tells how many connections each turn of the event loop has accepted. */
  @ChannelHandler.Sharable
  private static final class Turns extends ChannelInboundHandlerAdapter {

    private final BlockingQueue<Integer> accepted = new LinkedBlockingQueue<>();
    private int now;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
      now++;
      super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
      accepted.add(now);
      now = 0;
      super.channelReadComplete(ctx);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void oneTurnAcceptsAllWhoWait(Transport wish) throws Exception {
    assertThat(accepted(wish, FEW, false)).isEqualTo(FEW);
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void listenerTakesAllWhoWaitBeforeItCloses(Transport wish) throws Exception {
    assertThat(accepted(wish, MANY, true)).isEqualTo(MANY);
  }

  /**
   * Has clients connect while the event loop is busy.
   *
   * @return how many of them the next turn accepts, or, if those are the last, all turns together
   */
  private static int accepted(Transport wish, int waiting, boolean last) throws Exception {
    SocketTransport transport = SocketTransport.of(wish);
    EventLoopGroup loops = transport.eventLoops(1);
    Turns turns = new Turns();
    CountDownLatch go = new CountDownLatch(1);
    List<Socket> clients = new ArrayList<>();
    try {
      Channel listener =
          new ServerBootstrap()
              .group(loops)
              .channel(transport.listenerType())
              .option(ChannelOption.RECVBUF_ALLOCATOR, SocketTransport.accepting())
              .handler(turns)
              .childHandler(new NoHandlers())
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .sync()
              .channel();
      if (last) {
        LastAccept.addTo(listener);
      }
      CountDownLatch busy = new CountDownLatch(1);
      listener
          .eventLoop()
          .execute(() -> {
            busy.countDown();
            await(go);
          });
      await(busy);
      InetSocketAddress address = (InetSocketAddress) listener.localAddress();
      for (int i = 0; i < waiting; i++) {
        clients.add(new Socket(address.getAddress(), address.getPort()));
      }
      go.countDown();
      Integer accepted = turns.accepted.poll(10, TimeUnit.SECONDS);
      assertThat(accepted).as("connections accepted within 10 s").isNotNull();
      if (last) {
        assertThat(listener.closeFuture().await(10, TimeUnit.SECONDS)).as("closed").isTrue();
        return accepted + turns.accepted.stream().mapToInt(Integer::intValue).sum();
      }
      return accepted;
    } finally {
      go.countDown();
      for (Socket client : clients) {
        client.close();
      }
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }

  private static void await(CountDownLatch go) {
    try {
      assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
