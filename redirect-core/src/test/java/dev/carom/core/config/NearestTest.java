package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {

  @ParameterizedTest
  @CsvSource({
    "'','',0",
    "a,'',1",
    "'',ab,2",
    "kitten,sitting,3",
    "redirct,redirect,1",
    "flaw,lawn,2",
  })
  void distanceCountsTheEdits(String from, String to, int distance) {
    assertThat(Nearest.distance(from, to)).isEqualTo(distance);
    assertThat(Nearest.distance(to, from)).isEqualTo(distance);
  }

  @Test
  void unknownKeyNamesTheNearest() {
    assertThat(KnownKeys.unknown("redirect.cache.max-entries"))
        .isEqualTo("unknown key; did you mean redirect.cache.max-bytes?");
    assertThat(KnownKeys.unknown("redirct.port"))
        .isEqualTo("unknown key; did you mean redirect.port?");
    assertThat(KnownKeys.unknownVariable("CAROM_POSTGRES_USR"))
        .isEqualTo("unknown variable; did you mean CAROM_POSTGRES_USER?");
  }

  @Test
  void nameThatResemblesNoneSuggestsNone() {
    assertThat(KnownKeys.unknown("colour")).isEqualTo("unknown key");
    assertThat(Nearest.question("ab", List.of("ac"))).isEqualTo("; did you mean ac?");
    assertThat(Nearest.question("ab", List.of("cd"))).isEmpty();
  }
}
