package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Http2DeadlinesTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<Object> events = new ArrayList<>();

  private EmbeddedChannel channel(Duration write) {
    return new EmbeddedChannel(
        new Http2Deadlines(new DefaultHttp2Connection(true), LONG, LONG, write),
        new ChannelInboundHandlerAdapter() {
          @Override
          public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            events.add(event);
          }
        });
  }

  private static void block(EmbeddedChannel channel, boolean blocked) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, !blocked);
    channel.runPendingTasks();
  }

  private static void pass(EmbeddedChannel channel, Duration time) throws InterruptedException {
    Thread.sleep(time);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /** Though it sends, and no stream is open that could be found to wait. */
  @Test
  void aClientThatTakesNoAnswersIsSlow() throws Exception {
    EmbeddedChannel channel = channel(Duration.ofMillis(100));
    block(channel, true);
    pass(channel, Duration.ofMillis(110));
    pass(channel, Duration.ofMillis(110));
    assertThat(events).containsExactly(Http2Deadlines.Event.SLOW);
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void whoeverTakesThemInTimeIsNot() throws Exception {
    EmbeddedChannel channel = channel(Duration.ofMillis(100));
    for (int i = 0; i < 3; i++) {
      block(channel, true);
      block(channel, false);
      pass(channel, Duration.ofMillis(110));
    }
    assertThat(events).isEmpty();
    assertThat(channel.finish()).isFalse();
  }
}
