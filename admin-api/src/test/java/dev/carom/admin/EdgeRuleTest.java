package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carom.admin.Popularity.Rate;
import dev.carom.core.link.EdgeWish;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EdgeRuleTest {

  private final EdgeRule rule = new EdgeRule(60, 5, 300);

  private static Rate steady(double clicksPerMinute) {
    return new Rate(clicksPerMinute, clicksPerMinute);
  }

  @Test
  void theMorePopularTheShorter() {
    assertThat(rule.seconds(EdgeWish.AUTO, null, steady(59.9), true)).isNull();
    assertThat(rule.seconds(EdgeWish.AUTO, null, steady(60), true)).isEqualTo(200);
    assertThat(rule.seconds(EdgeWish.AUTO, null, steady(600), true)).isEqualTo(20);
    assertThat(rule.seconds(EdgeWish.AUTO, null, steady(1e9), true)).isEqualTo(5);
  }

  @Test
  void ownersWishesComeFirst() {
    assertThat(rule.seconds(EdgeWish.NEVER, 20, steady(600), true)).isNull();
    assertThat(rule.seconds(EdgeWish.ALWAYS, null, Rate.NONE, false)).isEqualTo(300);
    assertThat(rule.seconds(EdgeWish.ALWAYS, 300, Rate.NONE, true)).isEqualTo(300);
  }

  @Test
  void nothingChangesForLittle() {
    assertThat(rule.seconds(EdgeWish.AUTO, 20, steady(301), true)).isEqualTo(20);
    assertThat(rule.seconds(EdgeWish.AUTO, 20, steady(1199), true)).isEqualTo(20);
    assertThat(rule.seconds(EdgeWish.AUTO, 20, steady(290), true)).isEqualTo(42);
    assertThat(rule.seconds(EdgeWish.AUTO, 20, steady(1400), true)).isEqualTo(9);
    assertThat(rule.seconds(EdgeWish.AUTO, 20, new Rate(1400, 600), true)).isEqualTo(20);
  }

  @Test
  void whatIsKeptStaysUntilItHasBeenUnpopularForLong() {
    assertThat(rule.seconds(EdgeWish.AUTO, 200, new Rate(0, 31), true)).isEqualTo(200);
    assertThat(rule.seconds(EdgeWish.AUTO, 200, new Rate(31, 0), true)).isEqualTo(200);
    assertThat(rule.seconds(EdgeWish.AUTO, 200, steady(29), true)).isNull();
    assertThat(rule.seconds(EdgeWish.AUTO, 200, Rate.NONE, false)).as("just begun").isEqualTo(200);
  }

  /** Logs that come every five minutes, with all clicks of these, flap no link. */
  @Test
  void logsThatComeByTheBatchChangeNothing() {
    Popularity popularity = new Popularity();
    Integer seconds = 200;
    int changes = 0;
    for (int second = 0; second < 7200; second += 5) {
      popularity.add(second % 300 == 0 ? Map.of(1L, 600L) : Map.of(), Duration.ofSeconds(5));
      Integer next =
          rule.seconds(EdgeWish.AUTO, seconds, popularity.rate(1), popularity.isSettled());
      assertThat(next).as("after %d s", second).isNotNull();
      changes += Objects.equals(next, seconds) ? 0 : 1;
      seconds = next;
    }
    assertThat(changes).isLessThanOrEqualTo(2);
  }

  @Test
  void ratesAreToldAtOnceAndForgotten() {
    Popularity popularity = new Popularity();
    assertThat(popularity.rate(1)).isEqualTo(Rate.NONE);
    popularity.add(Map.of(1L, 50L), Duration.ofSeconds(5));
    assertThat(popularity.rate(1).fast()).isCloseTo(600, within(30.0));
    assertThat(popularity.rate(1).slow()).isCloseTo(600, within(30.0));
    for (int i = 0; i < 1200; i++) {
      popularity.add(Map.of(1L, 50L), Duration.ofSeconds(5));
    }
    assertThat(popularity.rate(1).fast()).isCloseTo(600, within(30.0));
    assertThat(popularity.isSettled()).isTrue();
    for (int i = 0; i < 2400; i++) {
      popularity.add(Map.of(), Duration.ofSeconds(5));
    }
    assertThat(popularity.links()).isEmpty();
  }

  @Test
  void noMoreLinksThanSomeAreRemembered() {
    Popularity popularity = new Popularity();
    Map<Long, Long> many = new HashMap<>();
    for (long link = 1; link <= 150_000; link++) {
      many.put(link, link % 10 == 0 ? 5L : 1L);
    }
    popularity.add(many, Duration.ofSeconds(5));
    assertThat(popularity.links()).hasSizeLessThanOrEqualTo(100_000);
    assertThat(popularity.rate(10).fast()).isPositive();
  }
}
