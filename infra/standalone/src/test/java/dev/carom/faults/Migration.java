package dev.carom.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carom.core.MigrateMain;
import dev.carom.core.testing.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What {@code carom migrate} does, by the program of any release. */
final class Migration {

  private Migration() {}

  /**
   * Brings a database up to date.
   *
   * @param classPath what has the release's classes
   */
  static void run(String classPath, TestDatabase database)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(CaromProcess.java());
    command.addAll(List.of("-cp", classPath, MigrateMain.class.getName()));
    database.settings().forEach((key, value) -> command.add("--%s=%s".formatted(key, value)));
    Process migrate = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(migrate.getInputStream().readAllBytes(), UTF_8);
    int code = migrate.waitFor();
    if (code != 0) {
      throw new AssertionError("the migration ended with %d:%n%s".formatted(code, said));
    }
  }
}
