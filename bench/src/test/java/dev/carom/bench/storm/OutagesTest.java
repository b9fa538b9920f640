package dev.carom.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carom.bench.load.Traced;
import dev.carom.bench.storm.Outages.Check;
import dev.carom.bench.storm.Outages.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of ten seconds each that stores are healthy, hang and are back, with a request a second. */
final class OutagesTest {

  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final int REDIS_HUNG = 10;
  private static final int REDIS_BACK = 20;
  private static final int POSTGRES_HUNG = 30;
  private static final int POSTGRES_BACK = 40;
  private static final int END = 50;

  private final List<Traced> hits = requests("302", 1000);
  private final List<Traced> misses = requests("302", 2000);

  OutagesTest() {
    for (int second = POSTGRES_HUNG; second < POSTGRES_BACK; second++) {
      misses.set(second, request(second, 250_000, "503"));
    }
  }

  private static List<Traced> requests(String outcome, long tookMicros) {
    List<Traced> requests = new ArrayList<>();
    for (int second = 0; second < END; second++) {
      requests.add(request(second, tookMicros, outcome));
    }
    return requests;
  }

  private static Traced request(int second, long tookMicros, String outcome) {
    return new Traced((START.getEpochSecond() + second) * 1_000_000, tookMicros, outcome);
  }

  private static Span span(int from, int to) {
    return new Span(START.plusSeconds(from), START.plusSeconds(to));
  }

  private Outages outages(boolean refuse) {
    Map<Part, Span> spans = new EnumMap<>(Part.class);
    spans.put(Part.HEALTHY, span(0, REDIS_HUNG));
    spans.put(Part.REDIS_HUNG, span(REDIS_HUNG, REDIS_BACK));
    spans.put(Part.REDIS_HUNG_THEN, span(REDIS_HUNG, REDIS_BACK).after(Duration.ofSeconds(2)));
    spans.put(Part.POSTGRES_HUNG, span(POSTGRES_HUNG, POSTGRES_BACK));
    spans.put(Part.POSTGRES_BACK, span(POSTGRES_BACK, END));
    return Outages.of(refuse, spans, hits, misses);
  }

  private List<String> broken(boolean refuse) {
    return outages(refuse).checks().stream()
        .filter(check -> !check.met())
        .map(Check::what)
        .toList();
  }

  @Test
  void answersAreSummedUpByWhenTheyWereDue() {
    hits.set(REDIS_HUNG, request(REDIS_HUNG, 9000, "503"));
    Span first = span(REDIS_HUNG, REDIS_BACK).first(Duration.ofSeconds(2));
    Answers answers = Answers.of(first.of(hits));
    assertThat(answers).isEqualTo(new Answers(Map.of("302", 1L, "503", 1L), 1000, 9000, 9000));
    assertThat(answers.areAll("302", "503")).isTrue();
    assertThat(answers.areAll("302")).isFalse();
    assertThat(answers.count()).isEqualTo(2);
    assertThat(Answers.of(List.of()).areAll("302")).isFalse();
  }

  @Test
  void storesMayHangAsLongAsNobodyHasToWait() {
    assertThat(broken(false)).isEmpty();
    assertThat(broken(true)).isEmpty();
    assertThat(outages(false).recoverySeconds()).isZero();
  }

  @Test
  void hitsAreNoSlowerWhileAStoreHangs() {
    hits.set(REDIS_HUNG + 1, request(REDIS_HUNG + 1, 1500, "302"));
    assertThat(broken(false)).isEmpty();
    hits.set(REDIS_HUNG + 1, request(REDIS_HUNG + 1, 1501, "302"));
    hits.set(POSTGRES_HUNG, request(POSTGRES_HUNG, 1501, "302"));
    assertThat(broken(false))
        .containsExactly("Redis hung: hits as before", "PostgreSQL hung: hits as before");
  }

  @Test
  void missesMayWaitForRedisUntilItIsKnownToHang() {
    misses.set(REDIS_HUNG + 1, request(REDIS_HUNG + 1, 200_000, "302"));
    assertThat(broken(false)).isEmpty();
    misses.set(REDIS_HUNG + 2, request(REDIS_HUNG + 2, 100_001, "302"));
    assertThat(broken(false))
        .containsExactly("Redis hung, then: misses get links, p99 at most 100 ms");
    misses.set(REDIS_HUNG + 2, request(REDIS_HUNG + 2, 1, "503"));
    assertThat(broken(false)).hasSize(1);
  }

  @Test
  void nobodyWaitsForLongForPostgres() {
    misses.set(POSTGRES_HUNG, request(POSTGRES_HUNG, 300_001, "503"));
    assertThat(broken(false))
        .containsExactly("PostgreSQL hung: misses get 503, p99 at most 300 ms");
    misses.set(POSTGRES_HUNG, request(POSTGRES_HUNG, 1, "404"));
    assertThat(broken(false)).hasSize(1);
  }

  @Test
  void hitsAreRefusedOnlyIfThatIsWishedFor() {
    hits.set(POSTGRES_HUNG + 3, request(POSTGRES_HUNG + 3, 1, "503"));
    assertThat(broken(true)).isEmpty();
    assertThat(broken(false)).containsExactly("PostgreSQL hung: hits as before");
    hits.set(POSTGRES_HUNG + 3, request(POSTGRES_HUNG + 3, 300_001, "503"));
    assertThat(broken(true))
        .containsExactly("PostgreSQL hung: hits get links or 503, p99 at most 300 ms");
  }

  @Test
  void missesGetTheirLinksSoonAfterwards() {
    misses.set(POSTGRES_BACK + 5, request(POSTGRES_BACK + 5, 1, "503"));
    assertThat(outages(false).recoverySeconds()).isCloseTo(5, within(1e-9));
    assertThat(broken(false)).isEmpty();
    misses.set(POSTGRES_BACK + 6, request(POSTGRES_BACK + 6, 1, "timeout"));
    assertThat(broken(false))
        .containsExactly("PostgreSQL back: misses get links after 5 s at most");
  }
}
