package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/api.md} says of problems is what the API answers. */
class ApiDocsTest {

  private static final Path DOCS = Path.of("../docs/api.md");
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d{3}) \\| `(urn:[^`]+)` \\| [^|]+\\|.*");

  @Test
  void theTableHasEveryTypeOfProblemInItsOrder() throws IOException {
    List<String> told =
        Files.readAllLines(DOCS).stream()
            .map(ROW::matcher)
            .filter(row -> row.matches())
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    List<String> known =
        Arrays.stream(ProblemType.values()).map(type -> type.status() + " " + type.uri()).toList();
    assertThat(told).isEqualTo(known);
  }
}
