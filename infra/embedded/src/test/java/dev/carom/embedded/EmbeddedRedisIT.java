package dev.carom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {
  @TempDir Path dir;

  @Test
  void serverIsACacheOnLoopback() throws Exception {
    try (EmbeddedRedis server = start(TestSoftware.redis().withMaxMemoryMegabytes(64));
        Resp redis = Resp.connect(server)) {
      assertThat(redis.call("SET", "key", "value")).isEqualTo("+OK");
      assertThat(redis.call("GET", "key")).isEqualTo("value");
      assertThat(setting(redis, "bind")).isEqualTo("127.0.0.1");
      assertThat(setting(redis, "protected-mode")).isEqualTo("yes");
      assertThat(setting(redis, "maxmemory")).isEqualTo(Integer.toString(64 * 1024 * 1024));
      assertThat(setting(redis, "maxmemory-policy")).isEqualTo("allkeys-lru");
      assertThat(setting(redis, "save")).isEmpty();
      assertThat(setting(redis, "appendonly")).isEqualTo("no");
      assertThat(setting(redis, "dir")).isEqualTo(dir.resolve("redis").toString());
    }
  }

  @Test
  void addressStaysTheSameOverCloseAndStart() {
    String url;
    try (EmbeddedRedis server = start(TestSoftware.redis())) {
      url = server.url();
      assertThat(url)
          .isEqualTo("redis://:" + server.password() + "@127.0.0.1:" + server.port() + "/0");
    }
    try (EmbeddedRedis server = start(TestSoftware.redis())) {
      assertThat(server.url()).isEqualTo(url);
    }
  }

  @Test
  void killedServerStartsEmptyOnTheSamePort() throws Exception {
    try (EmbeddedRedis server = start(TestSoftware.redis())) {
      try (Resp redis = Resp.connect(server)) {
        redis.call("SET", "key", "value");
      }
      String url = server.url();
      long pid = server.pid();
      server.kill();
      assertThat(Pid.of(pid)).isEmpty();
      assertThatThrownBy(server::pid).isInstanceOf(IllegalStateException.class);
      server.start();
      assertThat(server.url()).isEqualTo(url);
      try (Resp redis = Resp.connect(server)) {
        assertThat(redis.call("GET", "key")).isEqualTo("$-1");
      }
      server.restart();
      assertThat(server.url()).isEqualTo(url);
    }
  }

  @Test
  void pausedServerAnswersAfterItsResumption() throws Exception {
    try (EmbeddedRedis server = start(TestSoftware.redis());
        Resp redis = Resp.connect(server)) {
      server.pause();
      assertThatThrownBy(() -> redis.call(300, "PING")).isInstanceOf(SocketTimeoutException.class);
      server.resume();
      assertThat(redis.answer()).isEqualTo("+PONG");
    }
  }

  @Test
  void wrongPasswordIsRefused() throws Exception {
    try (EmbeddedRedis server = start(TestSoftware.redis());
        Resp redis = Resp.anonymous(server)) {
      assertThat(redis.call("PING")).startsWith("-NOAUTH");
      assertThat(redis.call("AUTH", "wrong")).startsWith("-WRONGPASS");
    }
  }

  @Test
  void passwordIsItsOwnersAlone() throws Exception {
    try (EmbeddedRedis server = start(TestSoftware.redis())) {
      assertThat(mode("redis")).isEqualTo("rwx------");
      assertThat(mode("redis/redis.conf")).isEqualTo("rw-------");
      assertThat(mode("secrets/redis-password")).isEqualTo("rw-------");
      assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/cmdline")))
          .contains("redis-server")
          .doesNotContain(server.password());
    }
  }

  @Test
  void takenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Ports.address(0));
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start(TestSoftware.redis().withPort(port)))
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessage("port " + port + " on 127.0.0.1, wanted for Redis, is taken");
    }
  }

  @Test
  void bothServersShareOneFolder() {
    try (EmbeddedRedis redis = start(TestSoftware.redis());
        EmbeddedPostgres postgres = EmbeddedPostgres.start(dir, TestSoftware.postgres(), _ -> {})) {
      assertThat(dir.resolve("run/redis.pid")).hasContent(redis.pid() + "\n");
      assertThat(dir.resolve("run/postgres.pid")).hasContent(postgres.pid() + "\n");
    }
  }

  @Test
  void secondOwnerIsRefused() {
    try (EmbeddedRedis server = start(TestSoftware.redis())) {
      assertThatThrownBy(() -> start(TestSoftware.redis()))
          .hasMessage("another owner already runs redis in " + dir);
      assertThat(RedisPing.isAnswered(server.port(), server.password())).isTrue();
    }
  }

  private EmbeddedRedis start(RedisOptions options) {
    return EmbeddedRedis.start(dir, options, _ -> {});
  }

  private static String setting(Resp redis, String name) throws Exception {
    return redis.call("CONFIG", "GET", name).substring(name.length() + 1);
  }

  private String mode(String path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(path)));
  }
}
