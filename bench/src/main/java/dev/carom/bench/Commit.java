package dev.carom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the project's history was measured, as git says.
 *
 * @param id the commit that is checked out
 * @param modified whether tracked files differ from it
 */
public record Commit(String id, boolean modified) {

  /** Returns the commit of a checkout, or null where there is no git or no history. */
  public static @Nullable Commit of(Path checkout) {
    String id = git(checkout, "rev-parse", "--verify", "HEAD");
    String changes = git(checkout, "status", "--porcelain", "--untracked-files=no");
    return id == null || changes == null ? null : new Commit(id, !changes.isEmpty());
  }

  private static @Nullable String git(Path checkout, String... args) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(args));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(checkout.toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var output = process.inputReader()) {
        String text = String.join("\n", output.readAllLines());
        return process.waitFor() == 0 ? text : null;
      }
    } catch (IOException | UncheckedIOException _) {
      return null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
