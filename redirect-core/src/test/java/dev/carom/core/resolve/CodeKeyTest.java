package dev.carom.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.link.ShortCode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CodeKeyTest {

  private static final String CHARACTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

  @Test
  void aViewIsTheKeyThatWasCopiedWhereverItLies() {
    CodeKey view = new CodeKey();
    for (int length = 1; length <= ShortCode.MAX_LENGTH; length++) {
      ShortCode code = new ShortCode(CHARACTERS.substring(0, length));
      CodeKey copy = CodeKey.of(code);
      for (int from = 0; from < 9; from++) {
        byte[] request = ("/".repeat(from) + code + "?x").getBytes(StandardCharsets.US_ASCII);
        view.view(request, from, from + length);
        assertThat(view).isEqualTo(copy).hasSameHashCodeAs(copy).hasToString(code.value());
        assertThat(copy).isEqualTo(view);
        assertThat(view.code()).isEqualTo(code);
      }
    }
  }

  @Test
  void codesThatDifferInOneCharacterOrInLengthAreDifferent() {
    for (int length = 2; length <= ShortCode.MAX_LENGTH; length++) {
      String text = "a".repeat(length);
      CodeKey key = CodeKey.of(new ShortCode(text));
      assertThat(key).isNotEqualTo(CodeKey.of(new ShortCode(text.substring(1))));
      for (int i = 0; i < length; i++) {
        String other = text.substring(0, i) + "b" + text.substring(i + 1);
        assertThat(key).isNotEqualTo(CodeKey.of(new ShortCode(other)));
      }
    }
  }

  @Test
  void hashesOfManyCodesSpread() {
    SplittableRandom random = new SplittableRandom(1);
    Set<Integer> hashes = new HashSet<>();
    Set<Integer> buckets = new HashSet<>();
    int codes = 10_000;
    for (int i = 0; i < codes; i++) {
      // Neighbours, as a guesser would ask for them, of all lengths.
      String text = "code" + "-".repeat(random.nextInt(50)) + i;
      int hash = CodeKey.of(new ShortCode(text)).hashCode();
      hashes.add(hash);
      buckets.add(hash & 8191);
    }
    assertThat(hashes.size()).isGreaterThan(codes - 10);
    assertThat(buckets.size()).as("a random hash fills 5,774").isGreaterThan(5_500);
  }
}
