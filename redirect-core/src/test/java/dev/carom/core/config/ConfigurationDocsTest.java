package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ConfigurationDocsTest {

  @Test
  void committedReferenceIsWhatTheKeysSay() throws IOException {
    Path module = Path.of(System.getProperty("basedir", "."));

    assertThat(Files.readString(module.resolve("../docs/configuration.md")))
        .as(
            "docs/configuration.md is stale; from the repository's root: %s",
            ConfigurationDocs.COMMAND)
        .isEqualTo(ConfigurationDocs.markdown());
  }

  @Test
  void everyKeyHasARowWithItsBounds() {
    assertThat(ConfigurationDocs.markdown().lines())
        .contains(
            "| `redirect.port` | `CAROM_REDIRECT_PORT` | `8080` | The port to listen on; 0 takes any"
                + " free one. From 0 to 65535. |");
    for (KnownKey key : KnownKeys.keys()) {
      assertThat(ConfigurationDocs.markdown()).contains("\n| `" + key.name() + "` | ");
      assertThat(key.key().doc()).as(key.name()).endsWith(".").doesNotContain("|");
    }
  }
}
