package dev.carom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void serversAreDurableUnlessTheyAreForTests() {
    assertThat(PostgresOptions.defaults().durable()).isTrue();
    assertThat(PostgresOptions.defaults().stopAtJvmExit()).isFalse();
    assertThat(PostgresOptions.forTests(Path.of("shared")).durable()).isFalse();
    assertThat(PostgresOptions.forTests(Path.of("shared")).stopAtJvmExit()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"port", "fsync", "listen_addresses"})
  void settingsOfTheModulesOwnAreRefused(String name) {
    assertThatThrownBy(() -> PostgresOptions.defaults().withSettings(Map.of(name, "x")))
        .hasMessage("this setting is not free to choose: " + name);
  }

  @Test
  void nameThatIsNoneIsRefused() {
    assertThatThrownBy(() -> PostgresOptions.defaults().withSettings(Map.of("a=b -c c", "x")))
        .hasMessage("not the name of a setting: a=b -c c");
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    assertThatThrownBy(() -> PostgresOptions.defaults().withPort(-1)).hasMessageContaining("=-1");
    assertThatThrownBy(() -> RedisOptions.defaults().withPort(65536))
        .hasMessageContaining("=65536");
    assertThatThrownBy(() -> RedisOptions.defaults().withMaxMemoryMegabytes(0))
        .hasMessage("must be > 0: maxMemoryMegabytes=0");
  }
}
