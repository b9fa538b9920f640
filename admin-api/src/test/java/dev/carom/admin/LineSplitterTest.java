package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.LineSplitter.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {

  private static List<String> split(int maxLineBytes, String... chunks) {
    LineSplitter splitter = new LineSplitter(maxLineBytes);
    List<String> lines = new ArrayList<>();
    for (String chunk : chunks) {
      splitter.feed(chunk.getBytes(StandardCharsets.UTF_8));
      for (Line line = splitter.next(); line != null; line = splitter.next()) {
        lines.add(show(line));
      }
    }
    Line last = splitter.last();
    if (last != null) {
      lines.add(show(last));
    }
    return lines;
  }

  private static String show(Line line) {
    return line.number()
        + ":"
        + (line.tooLong() ? "too long" : "")
        + new String(line.bytes(), StandardCharsets.UTF_8)
        + (line.isBlank() ? "(blank)" : "");
  }

  @Test
  void linesMayBeCutAnywhere() {
    assertThat(split(9, "one\ntwo\n")).containsExactly("1:one", "2:two");
    assertThat(split(9, "o", "ne", "\n", "", "two", "\n")).containsExactly("1:one", "2:two");
  }

  @Test
  void theLastLineNeedsNoNewline() {
    assertThat(split(9, "one\ntw", "o")).containsExactly("1:one", "2:two");
    assertThat(split(9, "")).isEmpty();
  }

  @Test
  void blankLinesAreCounted() {
    assertThat(split(9, "\n \t\r\none\n")).containsExactly("1:(blank)", "2: \t\r(blank)", "3:one");
  }

  @Test
  void aLineThatIsTooLongIsPassedOver() {
    assertThat(split(3, "abcd\nabc\nab", "cdefgh", "ij\nx"))
        .containsExactly("1:too long", "2:abc", "3:too long", "4:x");
    assertThat(split(3, "ab", "cd")).containsExactly("1:too long");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void chunksMakeNoDifference(long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      text.append("ab \n".charAt(random.nextInt(4)));
    }
    List<String> chunks = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + random.nextInt(9));
      chunks.add(text.substring(from, to));
      from = to;
    }
    assertThat(split(5, chunks.toArray(String[]::new)))
        .as("seed %d", seed)
        .isEqualTo(split(5, text.toString()));
  }
}
