package dev.carom.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodeGeneratorTest {
  private static final long SEED = 7;
  private static final String SECRET = "a secret for tests";
  private static final CodeGenerator GENERATOR = CodeGenerator.of(SECRET);

  /**
   * Codes are permanent: what these ids were given they keep. The first, second and last id of
   * every tier; the codes were computed by a second implementation of the whole way, written in
   * Python.
   */
  @ParameterizedTest
  @CsvSource({
    "0, VQ3z5x4",
    "1, 7xgWE2b",
    "4294967295, 6QVKkaV",
    "4294967296, 8o3jGJJK",
    "4294967297, pGyGQ9B2",
    "279172874239, DQGz6dG3",
    "279172874240, 239E2rNjb",
    "279172874241, YkAzdA8EL",
    "9075265896447, RAdQ4qYGw",
    "9075265896448, l3pWk6oB82",
    "9075265896449, K9BOYZ7YVq",
    "290550242607103, NKPrWYPn9W",
    "290550242607104, 6krPLzDBWXl",
    "290550242607105, 5Vb8v7R4Nq6",
    "9007199254740991, QXobVN0RkE2"
  })
  void codesStayWhatTheyWere(long id, String code) {
    assertThat(GENERATOR.encode(id)).isEqualTo(code);
    assertThat(GENERATOR.decode(code)).isEqualTo(id);
  }

  @Test
  void fingerprintStaysWhatItWas() {
    assertThat(GENERATOR.fingerprint()).isEqualTo("2a4ba8bc3f0193a595c917ace10a9157");
  }

  @Test
  void everyCodeHasItsTiersLengthAndDecodes() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (Tier tier : Tier.ALL) {
      for (int i = 0; i < 50_000; i++) {
        long id = random.nextLong(tier.start(), tier.end());
        String code = GENERATOR.encode(id);
        assertThat(code.length() == tier.codeLength() && GENERATOR.decode(code) == id)
            .as("id %d, code %s, seed %d", id, code, SEED)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 1L << 53, Long.MAX_VALUE})
  void idsOutOfRangeAreRefused(long id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GENERATOR.encode(id))
        .withMessage("id must be from 0 to 9007199254740991: id=" + id);
    assertThatIllegalArgumentException().isThrownBy(() -> GENERATOR.isMintable(id));
  }

  @Test
  void firstIdIsTheFirstOfItsLength() {
    for (int codeLength : List.of(8, 9)) {
      long id = CodeGenerator.firstId(codeLength);
      assertThat(GENERATOR.encode(id)).hasSize(codeLength);
      assertThat(GENERATOR.encode(id - 1)).hasSize(codeLength - 1);
    }
    assertThat(CodeGenerator.firstId(7)).isZero();
    for (int codeLength : List.of(6, 10)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CodeGenerator.firstId(codeLength))
          .withMessage("codeLength must be 7, 8 or 9: codeLength=" + codeLength);
    }
  }

  @Test
  void otherSecretsGiveOtherCodes() {
    CodeGenerator other = CodeGenerator.of(SECRET + "!");
    assertThat(other.fingerprint()).hasSize(32).isNotEqualTo(GENERATOR.fingerprint());
    int same = 0;
    int understood = 0;
    for (long id = 0; id < 10_000; id++) {
      String code = other.encode(id);
      same += code.equals(GENERATOR.encode(id)) ? 1 : 0;
      understood += GENERATOR.decode(code) == id ? 1 : 0;
    }
    assertThat(same).isZero();
    assertThat(understood).isZero();
  }

  @Test
  void sameSecretGivesTheSameCodes() {
    CodeGenerator again = CodeGenerator.of(SECRET, Set.of("reserved"));
    for (long id = 0; id < 1000; id++) {
      assertThat(again.encode(id)).isEqualTo(GENERATOR.encode(id));
    }
    assertThat(again.fingerprint()).isEqualTo(GENERATOR.fingerprint());
  }

  @Test
  void emptySecretIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CodeGenerator.of(""))
        .withMessage("the secret must not be empty");
  }

  @Test
  void offensiveCodesAreNotMintable() {
    long id = 0;
    while (!WordFilter.isOffensive(GENERATOR.encode(id))) {
      id++;
    }
    assertThat(GENERATOR.isMintable(id)).as("id %d: %s", id, GENERATOR.encode(id)).isFalse();
    assertThat(GENERATOR.decode(GENERATOR.encode(id))).isEqualTo(id);
  }

  @Test
  void reservedWordsAreNotMintableInEitherCase() {
    String code = GENERATOR.encode(3);
    assertThat(GENERATOR.isMintable(3)).isTrue();
    CodeGenerator lower = CodeGenerator.of(SECRET, Set.of(code.toLowerCase(Locale.ROOT)));
    CodeGenerator upper = CodeGenerator.of(SECRET, Set.of(code.toUpperCase(Locale.ROOT)));
    CodeGenerator longer = CodeGenerator.of(SECRET, Set.of(code + "x", code.substring(1)));
    assertThat(lower.isMintable(3)).isFalse();
    assertThat(upper.isMintable(3)).isFalse();
    assertThat(longer.isMintable(3)).isTrue();
    assertThat(lower.isMintable(4)).isTrue();
  }

  @Test
  void threadsAgree() throws Exception {
    int ids = 50_000;
    List<String> expected = new ArrayList<>();
    for (long id = 0; id < ids; id++) {
      expected.add(GENERATOR.encode(id));
    }
    Callable<Integer> disagreements =
        () -> {
          int wrong = 0;
          for (int id = 0; id < ids; id++) {
            String code = GENERATOR.encode(id);
            wrong += code.equals(expected.get(id)) && GENERATOR.decode(code) == id ? 0 : 1;
          }
          return wrong;
        };
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (Future<Integer> wrong :
          threads.invokeAll(List.of(disagreements, disagreements, disagreements, disagreements))) {
        assertThat(wrong.get()).isZero();
      }
    }
  }
}
