package dev.carom.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What earlier owners left behind: servers, children of servers, pid files, half a cluster. */
class LeftoverIT {
  private static final PostgresOptions DURABLE =
      PostgresOptions.defaults().withSoftware(TestSoftware.FOLDER);

  @TempDir Path dir;

  @Test
  void postgresThatOutlivedItsJvmIsStoppedAndItsRowsKept() throws Exception {
    String[] pidAndPort;
    try (OtherJvm other = OtherJvm.start("postgres", dir, false)) {
      pidAndPort = other.line().split(" ", -1);
      other.kill();
    }
    Pid left = Pid.of(Long.parseLong(pidAndPort[0])).orElseThrow();
    List<String> progress = new ArrayList<>();
    try (EmbeddedPostgres server = EmbeddedPostgres.start(dir, DURABLE, progress::add)) {
      assertThat(left.isAlive()).isFalse();
      assertThat(server.port()).isEqualTo(Integer.parseInt(pidAndPort[1]));
      assertThat(Sql.value(server, "select text from written")).isEqualTo("by the other JVM");
    }
    assertThat(progress)
        .containsExactly(
            "stopping PostgreSQL that an earlier run left behind", "starting PostgreSQL");
    assertThat(Files.readString(dir.resolve("log/postgres.log")))
        .contains("received fast shutdown request")
        .doesNotContain("was not properly shut down");
  }

  @Test
  void childrenThatHaveLostTheirServerAreEnded() throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(dir, DURABLE, _ -> {});
    Sql.run(server, "create table kept as select 7 as number");
    Pid postmaster = Pid.of(server.pid()).orElseThrow();
    try (Sql sql = Sql.connect(server)) {
      // A busy child does not notice that its server dies, and keeps its shared memory.
      long busy = Long.parseLong(sql.value("select pg_backend_pid()"));
      Pid child = Pid.of(busy).orElseThrow();
      Thread.ofVirtual().start(() -> sql.tryRun("do $$ begin loop null; end loop; end $$"));
      Thread.sleep(500);
      Signal.KILL.send(List.of(postmaster));
      Awaitility.await().until(() -> !postmaster.isAlive());
      assertThat(child.isAlive()).isTrue();
      server.start();
      assertThat(child.isAlive()).isFalse();
    }
    try (server) {
      assertThat(Sql.value(server, "select number from kept")).isEqualTo("7");
    }
  }

  @Test
  void reusedPidIsLeftAlone() throws Exception {
    EmbeddedPostgres.start(dir, DURABLE, _ -> {}).close();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      String pid = stranger.pid() + "\n";
      Files.writeString(dir.resolve("run/postgres.pid"), pid);
      Files.writeString(
          dir.resolve("postgres/postmaster.pid"),
          pid + dir.resolve("postgres") + "\n1700000000\n5432\n\n127.0.0.1\n\nready   \n");
      try (EmbeddedPostgres server = EmbeddedPostgres.start(dir, DURABLE, _ -> {})) {
        assertThat(Sql.value(server, "select 1")).isEqualTo("1");
        assertThat(stranger.isAlive()).isTrue();
      }
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void halfMadeClusterIsMadeAnew() throws Exception {
    Path draft = Files.createDirectories(dir.resolve("postgres.new/data"));
    Files.writeString(draft.resolve("PG_VERSION"), "18\n");
    try (EmbeddedPostgres server = EmbeddedPostgres.start(dir, DURABLE, _ -> {})) {
      assertThat(Sql.value(server, "select 1")).isEqualTo("1");
    }
    assertThat(dir.resolve("postgres.new")).doesNotExist();
  }

  @Test
  void clusterWhoseMakingWasKilledIsMadeAnew() throws Exception {
    try (OtherJvm other = OtherJvm.start("postgres", dir, false)) {
      Path begun = dir.resolve("postgres.new/data/PG_VERSION");
      Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(begun));
      other.kill();
    }
    assertThat(dir.resolve("postgres")).doesNotExist();
    try (EmbeddedPostgres server = EmbeddedPostgres.start(dir, DURABLE, _ -> {})) {
      assertThat(Sql.value(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void redisThatOutlivedItsJvmIsStopped() throws Exception {
    String[] pidAndPort;
    try (OtherJvm other = OtherJvm.start("redis", dir, false)) {
      pidAndPort = other.line().split(" ", -1);
      other.kill();
    }
    Pid left = Pid.of(Long.parseLong(pidAndPort[0])).orElseThrow();
    try (EmbeddedRedis server = EmbeddedRedis.start(dir, TestSoftware.redis(), _ -> {})) {
      assertThat(left.isAlive()).isFalse();
      assertThat(server.port()).isEqualTo(Integer.parseInt(pidAndPort[1]));
    }
  }

  @Test
  void reusedPidOfRedisIsLeftAlone() throws Exception {
    EmbeddedRedis.start(dir, TestSoftware.redis(), _ -> {}).close();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(dir.resolve("run/redis.pid"), stranger.pid() + "\n");
      EmbeddedRedis.start(dir, TestSoftware.redis(), _ -> {}).close();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void exitOfTheJvmStopsAServerForTests() throws Exception {
    for (String what : List.of("postgres", "redis")) {
      try (OtherJvm other = OtherJvm.start(what, dir, true)) {
        Pid pid = Pid.of(Long.parseLong(other.line().split(" ", -1)[0])).orElseThrow();
        other.exit();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !pid.isAlive());
      }
    }
  }
}
