package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class FrameBoundariesTest {

  private static final int PING = 6;

  private final FrameBoundaries boundaries = new FrameBoundaries();

  private static ByteBuf frame(int type, int flags, int length) {
    return Unpooled.buffer()
        .writeMedium(length)
        .writeByte(type)
        .writeByte(flags)
        .writeInt(1)
        .writeZero(length);
  }

  private void read(ByteBuf... frames) {
    ByteBuf bytes = Unpooled.wrappedBuffer(frames);
    boundaries.follow(bytes);
    bytes.release();
  }

  private void readPreface() {
    read(Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", US_ASCII));
  }

  @Test
  void whatHasNotBegunIsNotWithin() {
    assertThat(boundaries.within()).isFalse();
    readPreface();
    assertThat(boundaries.within()).isFalse();
    read(frame(PING, 0, 8), frame(PING, 0, 0));
    assertThat(boundaries.within()).isFalse();
    assertThat(boundaries.frames()).isEqualTo(2);
    assertThat(boundaries.whole()).as("with the preface").isEqualTo(3);
  }

  @Test
  void aHeaderIsWholeWithItsLastContinuation() {
    readPreface();
    read(frame(FrameClient.HEADERS, 0, 10), frame(FrameClient.CONTINUATION, 0, 10));
    read(frame(FrameClient.CONTINUATION, 0, 0), frame(FrameClient.CONTINUATION, 0, 10));
    assertThat(boundaries.within()).isTrue();
    assertThat(boundaries.whole()).as("the preface alone").isEqualTo(1);
    read(frame(FrameClient.CONTINUATION, FrameClient.END_HEADERS, 10));
    assertThat(boundaries.within()).isFalse();
    assertThat(boundaries.whole()).isEqualTo(2);
  }

  @Test
  void readsEndAnywhere() {
    readPreface();
    ByteBuf frames = Unpooled.wrappedBuffer(frame(PING, 0, 8), frame(PING, 0, 8));
    while (frames.isReadable()) {
      boundaries.follow(frames.readSlice(1));
      boolean atEnd = frames.readerIndex() % 17 == 0;
      assertThat(boundaries.within()).isEqualTo(!atEnd);
      assertThat(boundaries.whole()).isEqualTo(1 + frames.readerIndex() / 17);
    }
    frames.release();
  }
}
