package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A buffer that is not released fails the test in which it was lost. */
class BufferAccountingTest {

  private static final String REQUEST = "GET /hit HTTP/1.1\r\nHost: a\r\n\r\n";

  /** Copies what it is given, and loses the copy. */
  private static final class Losing extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf copy = ctx.alloc().buffer().writeBytes(((ByteBuf) message).duplicate());
      ReferenceCountUtil.release(message);
      copy.touch();
    }
  }

  @Test
  void theLeakDetectorLooksAtEveryBuffer() {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
  }

  @Test
  void aLostBufferIsAProblem() {
    try (GatedLinks links = new GatedLinks()) {
      Outcome outcome =
          new Playback(new MemoryChannel(new Losing()), links, new AtomicBoolean(), "")
              .play(List.of(Step.read(REQUEST)));
      assertThat(outcome.problem()).contains("keeps buffers of 256 bytes");
      assertThat(outcome.isSound()).isFalse();
    }
  }

  @Test
  void aRequestLeavesNoBuffer() {
    try (PipelineFixture server = new PipelineFixture(false, Map.of())) {
      for (BufferShape shape : BufferShape.values()) {
        Step.Read read = new Step.Read(REQUEST, shape);
        Outcome outcome = server.play(List.of(read));
        assertThat(outcome.problem()).as(shape.name()).isEmpty();
        assertThat(SentAnswers.parse(outcome.sent()).statuses()).containsExactly(302);
      }
    }
  }
}
