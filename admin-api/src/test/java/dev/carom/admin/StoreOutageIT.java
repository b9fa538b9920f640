package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.embedded.EmbeddedRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** PostgreSQL away: said so, nothing half written, and well again by itself. */
class StoreOutageIT {

  private static final String LINK = "{\"url\": \"https://example.com/\"}";

  @TempDir private Path folder;
  private EmbeddedPostgres postgres;
  private EmbeddedRedis redis;
  private TestAdmin admin;
  private Api api;

  @BeforeEach
  void start() {
    postgres = TestStores.startPostgres(folder);
    redis = TestStores.startRedis(folder);
    admin = TestAdmin.start(TestDatabase.on(postgres).migrated(), Map.of("redis.url", redis.url()));
    api = admin.api();
  }

  @AfterEach
  void stop() {
    admin.close();
    redis.close();
    postgres.close();
  }

  @Test
  void everyRouteSaysThatItCannotAnswerAndNothingIsHalfWritten() {
    JsonNode link = api.mint(LINK);
    postgres.kill();
    for (Api.Reply reply :
        List.of(
            api.post(LINK),
            api.get(Api.path(link)),
            api.get(LinkRoutes.LINKS),
            api.get(LinkRoutes.LINKS + "?code=x"),
            api.patch(Api.path(link), "{\"redirectStatus\": 301}"),
            api.delete(Api.path(link)))) {
      reply.problem(ProblemType.UNAVAILABLE);
      assertThat(reply.header("retry-after")).isEqualTo("1");
      assertThat(reply.text()).doesNotContain("jdbc").doesNotContain("127.0.0.1");
    }
    List<JsonNode> results = api.bulk(LINK + "\n[]\n" + LINK + "\n");
    assertThat(results.stream().map(result -> result.get("status").intValue()))
        .containsExactly(503, 422, 503);
    assertThat(results.getFirst().get("error").get("type").stringValue())
        .isEqualTo(ProblemType.UNAVAILABLE.uri());

    postgres.start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(api.get(Api.path(link)).status()).isEqualTo(200));
    assertThat(api.get(Api.path(link)).data()).isEqualTo(link);
    assertThat(admin.rows()).isEqualTo(1);
    api.mint(LINK);
  }

  @Test
  void withRedisAwayChangesAreMadeAllTheSame() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/\", \"code\": \"before\"}");
    redis.kill();
    JsonNode edited = api.patch(Api.path(link), "{\"redirectStatus\": 301}").data();
    assertThat(edited.get("redirectStatus").intValue()).isEqualTo(301);
    api.mint("{\"url\": \"https://example.com/\", \"code\": \"after\"}");
    JsonNode bulk = api.bulk("{\"url\": \"https://example.com/\", \"code\": \"bulk\"}").getFirst();
    assertThat(bulk.get("status").intValue()).isEqualTo(201);
    assertThat(api.delete(Api.path(link)).status()).isEqualTo(200);
    assertThat(admin.rows()).isEqualTo(3);
  }

  @Test
  void aHungDatabaseIsGivenUpWithinTheDeadline() {
    JsonNode link = api.mint(LINK);
    postgres.pause();
    try {
      long start = System.nanoTime();
      api.get(Api.path(link)).problem(ProblemType.UNAVAILABLE);
      api.post(LINK).problem(ProblemType.UNAVAILABLE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(21));
    } finally {
      postgres.resume();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(api.get(Api.path(link)).data()).isEqualTo(link));
  }
}
