package dev.carom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedPostgresIT {
  private static final PostgresOptions DURABLE =
      PostgresOptions.defaults().withSoftware(TestSoftware.FOLDER);

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"true, on", "false, off"})
  void durabilityIsAsAskedFor(boolean durable, String expected) throws SQLException {
    try (EmbeddedPostgres server = start(DURABLE.withDurable(durable))) {
      assertThat(Sql.value(server, "show fsync")).isEqualTo(expected);
      assertThat(Sql.value(server, "show synchronous_commit")).isEqualTo(expected);
      assertThat(Sql.value(server, "show full_page_writes")).isEqualTo(expected);
    }
  }

  @Test
  void clusterIsSetUpForProduction() throws SQLException {
    try (EmbeddedPostgres server = start(DURABLE.withSettings(Map.of("work_mem", "7MB")))) {
      assertThat(Sql.value(server, "show server_version")).startsWith("18.6");
      assertThat(Sql.value(server, "show data_checksums")).isEqualTo("on");
      assertThat(Sql.value(server, "show server_encoding")).isEqualTo("UTF8");
      assertThat(Sql.value(server, "show password_encryption")).isEqualTo("scram-sha-256");
      assertThat(Sql.value(server, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Sql.value(server, "show unix_socket_directories")).isEmpty();
      assertThat(Sql.value(server, "show work_mem")).isEqualTo("7MB");
      assertThat(Sql.value(server, "select 'a' < 'B'")).as("C locale").isEqualTo("f");
      assertThat(Sql.value(server, "select upper('ä')")).isEqualTo("Ä");
    }
  }

  @Test
  void rowsAndPortSurviveCloseAndStart() throws SQLException {
    int port;
    try (EmbeddedPostgres server = start(DURABLE)) {
      port = server.port();
      Sql.run(server, "create table kept as select 7 as number");
    }
    List<String> progress = new ArrayList<>();
    try (EmbeddedPostgres server = EmbeddedPostgres.start(dir, DURABLE, progress::add)) {
      assertThat(server.port()).isEqualTo(port);
      assertThat(Sql.value(server, "select number from kept")).isEqualTo("7");
    }
    assertThat(progress).containsExactly("starting PostgreSQL");
  }

  @Test
  void rowsSurviveAKilledServer() throws SQLException {
    try (EmbeddedPostgres server = start(DURABLE)) {
      Sql.run(server, "create table kept as select 7 as number");
      long pid = server.pid();
      int port = server.port();
      List<Pid> tree = Pid.trees(List.of(Pid.of(pid).orElseThrow()));
      assertThat(tree).hasSizeGreaterThan(3);
      server.kill();
      assertThat(tree).noneMatch(Pid::isAlive);
      assertThatThrownBy(() -> Sql.connect(server)).isInstanceOf(SQLException.class);
      server.start();
      assertThat(server.port()).isEqualTo(port);
      assertThat(server.pid()).isNotEqualTo(pid);
      assertThat(Sql.value(server, "select number from kept")).isEqualTo("7");
    }
  }

  @Test
  void restartKeepsPortAndRows() throws SQLException {
    try (EmbeddedPostgres server = start(TestSoftware.postgres())) {
      Sql.run(server, "create table kept as select 7 as number");
      int port = server.port();
      server.restart();
      assertThat(server.port()).isEqualTo(port);
      assertThat(Sql.value(server, "select number from kept")).isEqualTo("7");
    }
  }

  @Test
  void pausedServerLeavesOpenConnectionsUnanswered() throws Exception {
    try (EmbeddedPostgres server = start(TestSoftware.postgres());
        Sql sql = Sql.connect(server)) {
      server.pause();
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> {
            try {
              return sql.value("select 'answered'");
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      Thread.sleep(300);
      assertThat(answer).isNotDone();
      server.resume();
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("answered");
    }
  }

  @Test
  void pausedServerIsStoppedInGoodOrder() throws Exception {
    try (EmbeddedPostgres server = start(TestSoftware.postgres())) {
      server.pause();
    }
    assertThat(Files.readString(dir.resolve("log/postgres.log")))
        .contains("received fast shutdown request")
        .contains("database system is shut down");
  }

  @Test
  void wrongPasswordIsRefused() {
    try (EmbeddedPostgres server = start(TestSoftware.postgres())) {
      assertThatThrownBy(() -> Sql.connect(server, "wrong"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void passwordIsItsOwnersAlone() throws Exception {
    try (EmbeddedPostgres server = start(TestSoftware.postgres())) {
      assertThat(mode("secrets")).isEqualTo("rwx------");
      assertThat(mode("secrets/postgres-password")).isEqualTo("rw-------");
      assertThat(mode("postgres")).isEqualTo("rwx------");
      assertThat(Files.readString(dir.resolve("secrets/postgres-password")).strip())
          .isEqualTo(server.password())
          .hasSizeGreaterThan(40);
      assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/cmdline")))
          .contains("postgres")
          .doesNotContain(server.password());
      assertThat(dir.resolve("postgres.new")).doesNotExist();
    }
  }

  @Test
  void takenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Ports.address(0));
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start(TestSoftware.postgres().withPort(port)))
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessage("port " + port + " on 127.0.0.1, wanted for PostgreSQL, is taken");
    }
  }

  @Test
  void rememberedPortThatIsTakenGivesWayToAnother() throws Exception {
    start(TestSoftware.postgres()).close();
    int port = Integer.parseInt(Files.readString(dir.resolve("run/postgres.port")).strip());
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Ports.address(port));
      try (EmbeddedPostgres server = start(TestSoftware.postgres())) {
        assertThat(server.port()).isNotEqualTo(port);
      }
    }
  }

  @Test
  void twoFoldersRunSideBySide() throws SQLException {
    try (EmbeddedPostgres one = start(TestSoftware.postgres());
        EmbeddedPostgres two =
            EmbeddedPostgres.start(dir.resolve("two"), TestSoftware.postgres(), _ -> {})) {
      assertThat(one.port()).isNotEqualTo(two.port());
      assertThat(one.password()).isNotEqualTo(two.password());
      Sql.run(one, "create table only_in_one ()");
      assertThat(Sql.value(two, "select to_regclass('only_in_one') is null")).isEqualTo("t");
    }
  }

  @Test
  void secondOwnerIsRefusedAndTheFirstGoesOn() throws SQLException {
    try (EmbeddedPostgres server = start(TestSoftware.postgres())) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> start(TestSoftware.postgres()))
            .isInstanceOf(EmbeddedServerException.class)
            .hasMessage("another owner already runs postgres in " + dir);
      }
      assertThat(Sql.value(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void failedStartQuotesTheLogAndFreesTheFolder() {
    PostgresOptions wrong = TestSoftware.postgres().withSettings(Map.of("wal_level", "bogus"));
    assertThatThrownBy(() -> start(wrong))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("PostgreSQL ended with exit code 1")
        .hasMessageContaining("invalid value for parameter \"wal_level\"");
    start(TestSoftware.postgres()).close();
  }

  @Test
  void startThatFailsLateLeavesNoServer() throws Exception {
    Files.createDirectories(dir.resolve("run/postgres.port"));
    int port;
    try (ServerSocket free = new ServerSocket()) {
      free.bind(Ports.address(0));
      port = free.getLocalPort();
    }
    assertThatThrownBy(() -> start(TestSoftware.postgres().withPort(port)))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("cannot start PostgreSQL in " + dir);
    assertThat(new PostgresCluster(dir.resolve("postgres")).server().all()).isEmpty();
  }

  @Test
  void closingTwiceIsFineAndStartingThenIsNot() {
    EmbeddedPostgres server = start(TestSoftware.postgres());
    long pid = server.pid();
    server.close();
    server.close();
    assertThat(Pid.of(pid)).isEmpty();
    assertThat(dir.resolve("run/postgres.pid")).doesNotExist();
    assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void serverHasASessionOfItsOwn() throws Exception {
    try (EmbeddedPostgres server = start(TestSoftware.postgres())) {
      String stat = Files.readString(Path.of("/proc/" + server.pid() + "/stat"));
      String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
      assertThat(session).isEqualTo(Long.toString(server.pid()));
      assertThat(Files.readSymbolicLink(Path.of("/proc/" + server.pid() + "/exe")))
          .hasFileName("postgres");
    }
  }

  @Test
  void hugeLogIsMovedAside() throws Exception {
    Files.createDirectories(dir.resolve("log"));
    Files.write(dir.resolve("log/postgres.log"), new byte[11 * 1024 * 1024]);
    start(TestSoftware.postgres()).close();
    assertThat(Files.size(dir.resolve("log/postgres.log"))).isLessThan(100_000);
    assertThat(dir.resolve("log/postgres.log.1")).hasSize(11 * 1024 * 1024);
  }

  private EmbeddedPostgres start(PostgresOptions options) {
    return EmbeddedPostgres.start(dir, options, _ -> {});
  }

  private String mode(String path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(path)));
  }
}
