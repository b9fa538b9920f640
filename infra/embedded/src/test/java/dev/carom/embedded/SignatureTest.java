package dev.carom.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private final Signature signature = new PostgresCluster(Path.of("/data/postgres")).server();

  @Test
  void serverIsKnownByItsDataFolder() {
    assertThat(isServer("/s/bin/postgres", "-D", "/data/postgres", "-c", "port=1")).isTrue();
    assertThat(isServer("setsid", "unshare", "-U", "/s/bin/postgres", "-D", "/data/postgres"))
        .as("behind a launcher that is yet to be replaced")
        .isTrue();
  }

  @Test
  void othersAreNotTaken() {
    assertThat(isServer("/s/bin/postgres", "-D", "/data/postgres2")).isFalse();
    assertThat(isServer("/s/bin/postgres", "-D")).isFalse();
    assertThat(isServer("ls", "-D", "/data/postgres")).isFalse();
    assertThat(isServer("sleep", "600")).isFalse();
    assertThat(isServer()).isFalse();
  }

  private boolean isServer(String... commandLine) {
    return signature.isStartedBy(List.of(commandLine));
  }
}
