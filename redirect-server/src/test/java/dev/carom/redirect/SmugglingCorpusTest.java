package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every known way of confusing servers has one outcome, however its bytes arrive. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingCorpusTest {

  /** Comes behind every case, and is answered by a 308 if the connection goes on. */
  private static final String NEXT = "GET /after HTTP/1.1\r\nHost: go.example\r\n\r\n";

  /** Longer cases are not cut everywhere. */
  private static final int CUT_EVERYWHERE = 1000;

  private final List<PipelineFixture> servers = new ArrayList<>();

  @BeforeAll
  void open() {
    servers.add(new PipelineFixture(false, Map.of()));
    servers.add(new PipelineFixture(true, Map.of()));
  }

  @AfterAll
  void close() {
    servers.forEach(PipelineFixture::close);
  }

  static Stream<CorpusCase> corpus() {
    return CorpusCase.all();
  }

  @Test
  void casesHaveDifferentNamesAndBytes() {
    assertThat(corpus().map(CorpusCase::name)).doesNotHaveDuplicates();
    assertThat(corpus().map(CorpusCase::bytes)).doesNotHaveDuplicates().hasSizeGreaterThan(400);
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void everyCaseHasItsOutcomeHoweverItIsCut(CorpusCase smuggling) {
    SoftAssertions soft = new SoftAssertions();
    for (PipelineFixture server : servers) {
      Outcome whole = server.play(List.of(Step.read(bytes(smuggling))));
      requireExpected(smuggling, whole, soft);
      for (List<Step> reads : cut(bytes(smuggling))) {
        Outcome outcome = server.play(reads);
        if (!outcome.equals(whole)) {
          soft.assertThat(outcome).as("cut as %s", reads).isEqualTo(whole);
          break;
        }
      }
    }
    soft.assertAll();
  }

  private static String bytes(CorpusCase smuggling) {
    return smuggling.bytes() + (smuggling.keepAlive() ? NEXT : CorpusCase.SMUGGLED);
  }

  private static void requireExpected(CorpusCase smuggling, Outcome outcome, SoftAssertions soft) {
    List<Integer> expected = new ArrayList<>(smuggling.statuses());
    if (smuggling.keepAlive()) {
      expected.add(308);
    }
    SentAnswers answers = SentAnswers.parse(outcome.sent());
    soft.assertThat(answers.statuses()).as("status codes").isEqualTo(expected);
    soft.assertThat(outcome.endedByServer())
        .as("whether the connection ends")
        .isEqualTo(!smuggling.keepAlive());
    soft.assertThat(answers.lastIsGoodbye())
        .as("whether the last answer says so")
        .isEqualTo(!smuggling.keepAlive());
    soft.assertThat(answers.goodbyes()).isEqualTo(smuggling.keepAlive() ? 0 : 1);
    soft.assertThat(outcome.sent()).doesNotContain(SampleLinks.SMUGGLED_TARGET);
    soft.assertThat(outcome).matches(Outcome::isSound, "is sound");
  }

  /** In two at each position, and at all positions. */
  private static List<List<Step>> cut(String bytes) {
    List<List<Step>> ways = new ArrayList<>();
    for (int position : positions(bytes.length())) {
      ways.add(
          List.of(Step.read(bytes.substring(0, position)), Step.read(bytes.substring(position))));
    }
    ways.add(bytes.chars().<Step>mapToObj(c -> Step.read(Character.toString(c))).toList());
    return ways;
  }

  private static Iterable<Integer> positions(int length) {
    if (length <= CUT_EVERYWHERE) {
      return IntStream.range(1, length).boxed().toList();
    }
    TreeSet<Integer> positions = new TreeSet<>();
    int margin = CUT_EVERYWHERE / 4;
    IntStream.range(1, margin).forEach(positions::add);
    IntStream.range(length - margin, length).forEach(positions::add);
    // Around the limits of the request line, of the fast path, and of the header.
    for (int limit : List.of(8192, 16384)) {
      IntStream.range(limit - 60, limit + 60).filter(i -> i < length).forEach(positions::add);
    }
    IntStream.iterate(margin, i -> i < length, i -> i + 61).forEach(positions::add);
    return positions;
  }
}
