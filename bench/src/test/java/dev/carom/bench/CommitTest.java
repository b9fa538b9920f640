package dev.carom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTest {

  @Test
  void aFolderWithoutHistoryHasNoCommit(@TempDir Path folder) {
    assertThat(Commit.of(folder)).isNull();
    assertThat(Commit.of(folder.resolve("missing"))).isNull();
  }

  @Test
  void aTrackedFileThatDiffersIsAModification(@TempDir Path checkout) throws Exception {
    Path file = Files.writeString(checkout.resolve("file"), "1");
    git(checkout, "init", "-q");
    git(checkout, "config", "user.name", "Test");
    git(checkout, "config", "user.email", "test@example.com");
    git(checkout, "add", "file");
    git(checkout, "commit", "-qm", "First");
    Files.writeString(checkout.resolve("untracked"), "");
    Commit committed = Objects.requireNonNull(Commit.of(checkout));
    assertThat(committed.id()).matches("[0-9a-f]{40,64}");
    assertThat(committed.modified()).isFalse();

    Files.writeString(file, "of another length");
    assertThat(Commit.of(checkout)).isEqualTo(new Commit(committed.id(), true));
  }

  private static void git(Path checkout, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .directory(checkout.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as("%s", command).isZero();
  }
}
