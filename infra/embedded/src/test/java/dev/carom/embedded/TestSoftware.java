package dev.carom.embedded;

import java.nio.file.Path;

/** The binaries that this module's tests share. */
final class TestSoftware {
  static final Path FOLDER = Path.of("target", "software").toAbsolutePath();

  private TestSoftware() {}

  static PostgresOptions postgres() {
    return PostgresOptions.forTests(FOLDER);
  }

  static RedisOptions redis() {
    return RedisOptions.forTests(FOLDER);
  }
}
