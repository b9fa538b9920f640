package dev.carom.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpOptionsTest {

  @Test
  void withoutOptionsItIsAsTheContractSays() {
    assertThat(UpOptions.parse(List.of()))
        .isEqualTo(new UpOptions(Path.of(".carom").toAbsolutePath(), 8080, 8081, 8082, List.of()));
  }

  @Test
  void optionsTakeTheirValueAfterASpaceOrAnEqualsSign() {
    assertThat(
            UpOptions.parse(
                List.of(
                    "--data-dir",
                    "/a",
                    "--redirect-port=1",
                    "--admin-port",
                    "2",
                    "--ops-port=3",
                    "--redirect.max-loads=9")))
        .isEqualTo(new UpOptions(Path.of("/a"), 1, 2, 3, List.of("--redirect.max-loads=9")));
  }

  @ParameterizedTest
  @CsvSource({
    "--data-dri, unknown option --data-dri",
    "up, unknown option up",
    "--redirect.max-loads, unknown option --redirect.max-loads",
    "--redirect.port=1, --redirect.port=1: write --redirect-port PORT instead",
    "--data-dir, --data-dir needs a value",
    "--redirect-port=, --redirect-port= needs a value",
    "--redirect-port=0, --redirect-port: must be a port from 1 to 65535 (was 0)",
    "--ops-port=http, --ops-port: must be a port from 1 to 65535 (was http)",
  })
  void whatIsNotUnderstoodIsNamed(String arg, String message) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> UpOptions.parse(List.of(arg)))
        .withMessage(message);
  }

  @Test
  void aFolderThatCannotBeCreatedIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    UpOptions options = UpOptions.parse(List.of("--data-dir", file.resolve("data").toString()));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(options::createDataDir)
        .withMessageStartingWith("--data-dir: " + file.resolve("data") + " cannot be created");
  }
}
