package dev.carom.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom PostgreSQL runs as, which depends on whether these tests are run by root. */
class PostgresUserIT {
  @TempDir Path dir;

  @Test
  void clusterKeepsTheUserThatItWasMadeFor() throws Exception {
    boolean root = Folders.ownerOf(Path.of("/proc/self")) == 0;
    Path bin =
        new Software(TestSoftware.FOLDER, Platform.current()).postgres(_ -> {}).resolve("bin");
    Home home = Home.create(dir, "postgres");
    PostgresUser user = PostgresUser.choose(home.data(), bin.resolve("postgres"));
    assertThat(user.launcher().isEmpty()).isEqualTo(!root);
    int uid = Folders.ownerOf(Path.of("/proc/self"));
    if (root) {
      // As where user namespaces are forbidden.
      uid = PostgresUser.NOBODY;
      user = PostgresUser.as(uid, Programs.find("setpriv").orElseThrow());
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    String password = Secrets.readOrCreate(home.password());
    new PostgresCluster(home.data()).create(bin, user, password, false);
    for (int i = 0; i < 2; i++) {
      try (EmbeddedPostgres server =
          EmbeddedPostgres.start(dir, TestSoftware.postgres(), _ -> {})) {
        assertThat(Folders.ownerOf(Path.of("/proc/" + server.pid()))).isEqualTo(uid);
        assertThat(Sql.value(server, "select 1")).isEqualTo("1");
      }
    }
  }
}
