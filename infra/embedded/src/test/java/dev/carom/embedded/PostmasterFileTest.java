package dev.carom.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PostmasterFileTest {
  @Test
  void statusStandsOnTheEighthLine() {
    List<String> lines =
        List.of("42", "/data", "1763775000", "5432", "", "127.0.0.1", "  1 2", "ready   ");
    assertThat(PostmasterFile.parse(lines)).contains(new PostmasterFile(42, "ready"));
    assertThat(PostmasterFile.parse(lines.subList(0, 7))).contains(new PostmasterFile(42, ""));
  }

  @Test
  void fileNotYetWrittenSaysNothing() {
    assertThat(PostmasterFile.parse(List.of())).isEmpty();
    assertThat(PostmasterFile.parse(List.of(""))).isEmpty();
  }
}
