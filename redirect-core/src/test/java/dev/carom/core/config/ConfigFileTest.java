package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileTest {

  @TempDir Path folder;
  private final Problems problems = new Problems();

  @Test
  void valueIsEverythingAfterTheFirstEqualsSignTrimmed() throws IOException {
    List<Setting> settings =
        read("# a comment\r\n\r\n  a.b =  x = \\y # z ü \r\n c=\n# d = e\n \t#f\n");

    assertThat(settings)
        .containsExactly(
            new Setting("a.b", "x = \\y # z ü", "file " + file() + ":3"),
            new Setting("c", "", "file " + file() + ":4"));
    assertThatCode(problems::throwIfAny).doesNotThrowAnyException();
  }

  @Test
  void duplicateKeysAndUnreadableLinesAreProblemsThatNameTheLine() throws IOException {
    List<Setting> settings = read("a = 1\nhunter2\na = hunter2\n= hunter2\nb: hunter2=\n");

    assertThat(settings).containsExactly(new Setting("a", "1", "file " + file() + ":1"));
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage(
            """
            Configuration refused:
              file %1$s:2: must be a line such as key = value
              a: set twice, first on line 1 [file %1$s:3]
              file %1$s:4: must be a line such as key = value
              file %1$s:5: must be a line such as key = value\
            """
                .formatted(file()));
  }

  @Test
  void missingFileIsAProblem() {
    assertThat(new ConfigFile(file(), problems).read()).isEmpty();
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage("Configuration refused:\n  --config: no such file: " + file());
  }

  @Test
  void fileInAnotherCharsetIsAProblem() throws IOException {
    Files.write(file(), "a = ü".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(new ConfigFile(file(), problems).read()).isEmpty();
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage("Configuration refused:\n  --config: not in UTF-8: " + file());
  }

  private List<Setting> read(String text) throws IOException {
    Files.writeString(file(), text);
    return new ConfigFile(file(), problems).read();
  }

  private Path file() {
    return folder.resolve("carom.conf");
  }
}
