package dev.carom.bench.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DeckTest {

  private static final int HANDS = 20;
  private static final MixLinks LINKS =
      new MixLinks(codes("e", 50), codes("r", 15 * HANDS), codes("p", 5 * HANDS));

  private static List<String> codes(String kind, int count) {
    return IntStream.range(0, count).mapToObj(i -> kind + i).toList();
  }

  private static long count(List<String> dealt, Predicate<String> wanted) {
    return dealt.stream().filter(wanted).count();
  }

  @Test
  void everyHundredHasTheShares() {
    List<String> dealt = new Deck(LINKS, 1).deal(HANDS);
    assertThat(dealt).hasSize(100 * HANDS);
    for (int hand = 0; hand < HANDS; hand++) {
      List<String> hundred = dealt.subList(100 * hand, 100 * hand + 100);
      assertThat(count(hundred, code -> code.startsWith("e"))).isEqualTo(80);
      assertThat(count(hundred, code -> code.startsWith("r"))).isEqualTo(15);
      assertThat(count(hundred, code -> code.startsWith("p"))).isEqualTo(5);
    }
  }

  @Test
  void theOrderOfKindsIsByChanceAndTheSeeds() {
    List<String> dealt = new Deck(LINKS, 1).deal(HANDS);
    List<String> kinds = dealt.stream().map(code -> code.substring(0, 1)).toList();
    assertThat(
            new HashSet<>(
                IntStream.range(0, HANDS)
                    .mapToObj(hand -> kinds.subList(100 * hand, 100 * hand + 100))
                    .toList()))
        .hasSize(HANDS);
    assertThat(new Deck(LINKS, 1).deal(HANDS)).isEqualTo(dealt);
    assertThat(new Deck(LINKS, 2).deal(HANDS)).isNotEqualTo(dealt);
  }

  @Test
  void onlyTheEdgesLinksAreDealtAgainAndTheFirstMostOften() {
    Deck deck = new Deck(LINKS, 1);
    List<String> dealt =
        IntStream.range(0, HANDS).mapToObj(_ -> deck.deal(1)).flatMap(List::stream).toList();
    assertThat(dealt.stream().filter(code -> !code.startsWith("e"))).doesNotHaveDuplicates();
    assertThat(count(dealt, "e0"::equals)).isGreaterThan(4 * count(dealt, "e9"::equals));
  }

  @Test
  void noLinkIsDealtASecondTimeWhenAllAreDealt() {
    Deck deck = new Deck(LINKS, 1);
    var _ = deck.deal(HANDS);
    assertThatThrownBy(() -> deck.deal(1)).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void handsAreEnough() {
    assertThat(Deck.hands(100)).isEqualTo(1);
    assertThat(Deck.hands(101)).isEqualTo(2);
  }
}
