package dev.carom.core.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.link.EdgeKey;
import dev.carom.core.link.EdgeLife;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Period;
import dev.carom.core.resolve.Resolution.Blocked;
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
          new Blocked(1L << 52),
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
              1L << 52),
          timed(Period.of(1L, 2L, null)),
          timed(Period.of(Long.MIN_VALUE, Long.MAX_VALUE, new TargetUrl("https://b.example/"))),
          timed(Period.of(0L, Long.MAX_VALUE, new TargetUrl("https://" + "b".repeat(8184)))),
          atEdge(Period.ALWAYS, 1, "k"),
          atEdge(Period.of(3L, 4L, new TargetUrl("https://b.example/")), 300, "K".repeat(64)));

  private static Found timed(Period period) {
    return new Found(7, new TargetUrl("https://a.example/"), RedirectStatus.FOUND, period, true, 9);
  }

  private static Found atEdge(Period period, int seconds, String key) {
    return new Found(
        7,
        new TargetUrl("https://a.example/"),
        RedirectStatus.FOUND,
        period,
        false,
        new EdgeLife(seconds, new EdgeKey(key)),
        9);
  }

  @Test
  void readingsComeBackAsTheyWere() {
    assertThat(READINGS)
        .allSatisfy(reading ->
            assertThat(ReadingCodec.decode(ReadingCodec.encode(reading))).isEqualTo(reading));
  }

  @Test
  void truncatedBytesAreNoReading() {
    for (Known reading : READINGS.subList(3, READINGS.size())) {
      byte[] found = ReadingCodec.encode(reading);
      for (int length = 0; length < 28; length++) {
        assertThat(ReadingCodec.decode(Arrays.copyOf(found, length)))
            .as("%d bytes", length)
            .isNull();
      }
    }
  }

  /** It knew less of what a reading has to tell. */
  @Test
  void whatAnEarlierVersionWroteIsNoReading() {
    byte[] found = ReadingCodec.encode(READINGS.get(3));
    assertThat(ReadingCodec.decode(found)).isNotNull();
    for (byte kind = 2; kind <= 4; kind++) {
      found[8] = kind;
      assertThat(ReadingCodec.decode(found)).as("kind %d", kind).isNull();
    }
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      if (bytes.length > 8) {
        bytes[8] = (byte) random.nextInt(9);
      }
      Known reading = ReadingCodec.decode(bytes);
      if (reading != null) {
        assertThat(ReadingCodec.encode(reading)).as("seed %d, round %d", seed, i).isEqualTo(bytes);
      }
    }
  }
}
