package dev.carom.core.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadingCodecTest {

  private static final List<Known> READINGS =
      List.of(
          new Missing(0),
          new Gone(Long.MAX_VALUE),
          new Found(
              7,
              new TargetUrl("https://example.com/?a=b"),
              RedirectStatus.FOUND,
              Found.NEVER,
              false,
              1),
          new Found(
              7,
              new TargetUrl("https://example.com/" + "a".repeat(8000)),
              RedirectStatus.PERMANENT_REDIRECT,
              1_800_000_000_000L,
              true,
              1L << 52));

  @Test
  void readingsComeBackAsTheyWere() {
    assertThat(READINGS)
        .allSatisfy(reading ->
            assertThat(ReadingCodec.decode(ReadingCodec.encode(reading))).isEqualTo(reading));
  }

  @Test
  void truncatedBytesAreNoReading() {
    byte[] found = ReadingCodec.encode(READINGS.get(2));
    for (int length = 0; length < 20; length++) {
      assertThat(ReadingCodec.decode(Arrays.copyOf(found, length))).as("%d bytes", length).isNull();
    }
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 8) {
        bytes[8] = (byte) random.nextInt(5);
      }
      Known reading = ReadingCodec.decode(bytes);
      if (reading != null) {
        assertThat(ReadingCodec.encode(reading)).as("seed %d, round %d", seed, i).isEqualTo(bytes);
      }
    }
  }
}
