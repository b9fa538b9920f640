package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A connection with the fast path and one without it are the same to every client.
 *
 * <p>The system property {@code carom.test.streams} says how many streams are tried, and {@code
 * carom.test.seed} which is the first; each has its own seed, and a failure names it.
 */
class FastPathDifferentialTest {

  private static final int STREAMS = Integer.getInteger("carom.test.streams", 100_000);
  private static final long FIRST_SEED = Long.getLong("carom.test.seed", 1);

  /** So many streams share a cache, whose memory they fill. */
  private static final int STREAMS_PER_CACHE = 50_000;

  private final StreamStatistics statistics = new StreamStatistics();
  private int loads;
  private int fastAnswers;

  @ParameterizedTest
  @ValueSource(ints = {32, 3})
  void theFastPathIsTheSameToEveryClient(int maxPipelined) {
    int streams = maxPipelined == 32 ? STREAMS - STREAMS / 4 : STREAMS / 4;
    long seed = maxPipelined == 32 ? FIRST_SEED : FIRST_SEED + STREAMS;
    for (int done = 0; done < streams; done += STREAMS_PER_CACHE) {
      compare(maxPipelined, seed + done, Math.min(STREAMS_PER_CACHE, streams - done));
    }
    if (streams >= 10_000) {
      requireVariety(streams);
    }
  }

  private void compare(int maxPipelined, long firstSeed, int streams) {
    Map<String, String> settings = Map.of("redirect.max-pipelined", Integer.toString(maxPipelined));
    try (PipelineFixture plain = new PipelineFixture(false, settings);
        PipelineFixture fast = new PipelineFixture(true, settings)) {
      for (long seed = firstSeed; seed < firstSeed + streams; seed++) {
        List<Step> steps = StreamGenerator.stream(seed);
        Outcome expected = plain.play(steps);
        if (!expected.isSound() || !expected.equals(fast.play(steps))) {
          fail(seed, steps, plain, fast);
        }
        statistics.add(expected);
      }
      assertThat(fast.links().completed()).isEqualTo(plain.links().completed());
      loads += plain.links().completed();
      fastAnswers += fast.fastAnswers();
      assertThat(plain.fastAnswers()).isZero();
    }
  }

  private static void fail(
      long seed, List<Step> steps, PipelineFixture plain, PipelineFixture fast) {
    List<Step> shrunk =
        Shrinking.shrink(
            steps,
            fewer -> {
              Outcome expected = plain.play(fewer);
              return !expected.isSound() || !expected.equals(fast.play(fewer));
            });
    String stream =
        "seed %d, shrunk to%n%s"
            .formatted(seed, shrunk.stream().map(Step::toString).collect(Collectors.joining("\n")));
    Outcome expected = plain.play(shrunk);
    assertThat(expected).as("without the fast path, %s", stream).matches(Outcome::isSound);
    assertThat(fast.play(shrunk)).as("with the fast path, %s", stream).isEqualTo(expected);
    throw new AssertionError("only with what was played before: " + stream);
  }

  /** Else the streams have become so alike that their comparison proves little. */
  private void requireVariety(int streams) {
    assertThat(statistics.answersByStatus())
        .as(statistics.toString())
        .containsOnlyKeys(200, 301, 302, 307, 308, 400, 404, 405, 410, 414, 431, 451, 503);
    assertThat(statistics.answersPerStream()).isBetween(3.0, 10.0);
    assertThat(statistics.refusing()).isBetween(0.2, 0.6);
    assertThat(statistics.redirects()).isBetween(0.5, 0.9);
    assertThat(statistics.endedByServer()).isBetween(0.3, 0.8);
    assertThat((double) loads / streams).isBetween(0.05, 1.0);
    assertThat((double) fastAnswers / streams).as("answers by the fast path").isBetween(0.5, 5.0);
  }

  @Test
  void aSeedMakesTheSameStreamAlways() {
    assertThat(StreamGenerator.stream(7)).hasToString(StreamGenerator.stream(7).toString());
  }
}
