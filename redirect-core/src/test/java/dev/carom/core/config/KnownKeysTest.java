package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

final class KnownKeysTest {

  @Test
  void everyDefaultAndBoundIsValid() {
    for (KnownKey key : KnownKeys.keys()) {
      if (!key.key().required()) {
        assertThatCode(() -> key.parse(key.key().defaultValue()))
            .as(key.name())
            .doesNotThrowAnyException();
      }
      if (key.type() != Secret.class && !key.key().min().isEmpty()) {
        assertThatCode(() -> key.parse(key.key().min())).as(key.name()).doesNotThrowAnyException();
        assertThatCode(() -> key.parse(key.key().max())).as(key.name()).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void variableStandsForItsKey() {
    KnownKey key = KnownKeys.byVariable("CAROM_REDIRECT_CACHE_MAX_BYTES");

    assertThat(key).isEqualTo(KnownKeys.byName("redirect.cache.max-bytes")).isNotNull();
  }

  @Test
  void numbersWithBoundsHaveBoth() {
    for (KnownKey key : KnownKeys.keys()) {
      if (key.type() != Secret.class) {
        assertThat(key.key().min().isEmpty()).as(key.name()).isEqualTo(key.key().max().isEmpty());
      }
    }
  }
}
