package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {

  private static List<String> with(List<String> options, String... others) {
    return new JavaCommand("java", options, "classes").with(List.of(others)).options();
  }

  @Test
  void anOptionTakesThePlaceOfTheOneThatSettlesTheSame() {
    List<String> usual = List.of("--sun-misc-unsafe-memory-access=allow", "-Da=1", "-Dab=1");
    assertThat(with(usual, "--sun-misc-unsafe-memory-access=deny", "-Da=2"))
        .containsExactly("-Dab=1", "--sun-misc-unsafe-memory-access=deny", "-Da=2");
  }

  @Test
  void aJvmHasOneCollector() {
    assertThat(with(List.of("-XX:+UseSerialGC", "-XX:+UseNUMA"), "-XX:+UseZGC"))
        .containsExactly("-XX:+UseNUMA", "-XX:+UseZGC");
    assertThat(with(List.of("-XX:-UseNUMA"), "-XX:+UseNUMA")).containsExactly("-XX:+UseNUMA");
  }
}
