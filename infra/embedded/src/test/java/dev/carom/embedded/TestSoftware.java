package dev.carom.embedded;

import java.nio.file.Path;

/** The binaries that the tests of all modules share. */
final class TestSoftware {
  static final Path FOLDER =
      Path.of(System.getProperty("carom.test.software", "target/software")).toAbsolutePath();

  private TestSoftware() {}

  static PostgresOptions postgres() {
    return PostgresOptions.forTests(FOLDER);
  }

  static RedisOptions redis() {
    return RedisOptions.forTests(FOLDER);
  }
}
