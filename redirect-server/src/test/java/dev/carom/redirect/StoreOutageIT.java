package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.Stores;
import dev.carom.core.change.Lease;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.ops.Readiness;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.embedded.EmbeddedRedis;
import dev.carom.redirect.RawClient.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What followers get while stores are killed, paused and brought back. */
class StoreOutageIT {

  @TempDir private Path folder;
  private final ResourceStack resources = new ResourceStack();
  private final Readiness readiness = new Readiness();
  private EmbeddedPostgres postgres;
  private EmbeddedRedis redis;
  private TestDatabase database;
  private LinkStore links;
  private RedirectServer server;

  @BeforeEach
  void open() {
    postgres = resources.add(TestStores.startPostgres(folder));
    redis = resources.add(TestStores.startRedis(folder));
    database = TestDatabase.on(postgres).migrated();
    links =
        Stores.open("test", configuration(Map.of()), new SimpleMeterRegistry(), resources).links();
    server = start(Map.of());
    readiness.opened();
  }

  private Configuration configuration(Map<String, String> more) {
    Map<String, String> settings = database.settings();
    settings.put("redis.url", redis.url());
    settings.put("redirect.port", "0");
    settings.put("redirect.retry-after", "7s");
    settings.put("redirect.quiet-period", "100ms");
    settings.putAll(more);
    return Configuration.of(settings, RedirectMain.CONFIGURATION);
  }

  private RedirectServer start(Map<String, String> more) {
    return RedirectMain.open(configuration(more), new SimpleMeterRegistry(), readiness, resources);
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private String mint() {
    NewLink link =
        new NewLink(new TargetUrl("https://example.com/"), RedirectStatus.FOUND, null, null, null);
    return "/" + ((LinkStore.Minted.Created) links.mint(List.of(link)).getFirst()).link().code();
  }

  private Answer get(String path) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return client.get(path).read();
    }
  }

  private void awaitStatus(String path, int status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(get(path).status()).isEqualTo(status));
  }

  @Test
  void withRedisAwayOrHungLinksAreReadFromPostgres() throws IOException {
    String first = mint();
    redis.kill();
    awaitStatus(first, 302);
    redis.start();
    String second = mint();
    redis.pause();
    assertThat(get(second).status()).isEqualTo(302);
    redis.resume();
  }

  @Test
  void withPostgresAwayKnownLinksAreFollowedAndUnknownOnesAreUnavailable() throws Exception {
    String known = mint();
    String unknown = mint();
    assertThat(get(known).status()).isEqualTo(302);
    postgres.kill();
    Thread.sleep(Lease.LENGTH.plusMillis(500)); // The server is cut off, and serves.
    assertThat(get(known).status()).isEqualTo(302);
    Answer answer = get(unknown);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.field("Retry-After")).isEqualTo("7");
    assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
    assertThat(get("/never-minted").status()).as("an outage is never a 404").isEqualTo(503);
    postgres.start();
    awaitStatus(unknown, 302);
    awaitStatus("/never-minted", 404);
  }

  @Test
  void withPostgresHungAKnownLinkIsFollowedAllTheTime() throws Exception {
    String known = mint();
    assertThat(get(known).status()).isEqualTo(302);
    postgres.pause();
    long end = System.nanoTime() + Lease.LENGTH.multipliedBy(3).toNanos();
    try (RawClient client = new RawClient(server.port())) {
      while (System.nanoTime() - end < 0) {
        assertThat(client.get(known).read().status()).isEqualTo(302);
        Thread.sleep(5);
      }
    }
    postgres.resume();
  }

  @Test
  void withPostgresHungAnUnknownLinkIsUnavailableAtItsDeadline() throws IOException {
    String unknown = mint();
    postgres.pause();
    long start = System.nanoTime();
    assertThat(get(unknown).status()).isEqualTo(503);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    postgres.resume();
    awaitStatus(unknown, 302);
  }

  @Test
  void aServerThatStartsKnowsTheNewestLinks() throws IOException {
    String path = mint();
    server = start(Map.of("redis.url", ""));
    postgres.pause();
    assertThat(get(path).status()).isEqualTo(302);
    postgres.resume();
  }

  @Test
  void aServerThatStartsDuringAnOutageRecoversByItself() throws IOException {
    String path = mint();
    postgres.stop();
    redis.stop();
    server = start(Map.of());
    assertThat(get(path).status()).isEqualTo(503);
    assertThat(readiness.objections()).containsKey("redirect stores");
    postgres.start();
    awaitStatus(path, 302);
    assertThat(readiness.objections()).isEmpty();
  }

  @Test
  void aServerWithAnotherSecretAnswersNothingAndSaysWhy() throws IOException {
    String path = mint();
    assertThat(get(path).status()).isEqualTo(302);
    server = start(Map.of("code.secret", "some other secret altogether"));
    assertThat(get(path).status()).isEqualTo(503);
    assertThat(readiness.objections().get("redirect stores"))
        .startsWith("code.secret is not the one that this database was set up with");
  }

  @Test
  void aServerWithoutItsSchemaAnswersNothingUntilItIsThere() throws IOException {
    database = TestDatabase.on(postgres);
    server = start(Map.of());
    assertThat(get("/a").status()).isEqualTo(503);
    assertThat(readiness.objections().get("redirect stores")).contains("./carom migrate");
    database.migrated();
    awaitStatus("/a", 404);
  }

  @Test
  void aStopFailsNoRequestInFlight() throws Exception {
    server =
        start(
            Map.of(
                "redirect.miss-timeout",
                "20s",
                "postgres.statement-timeout",
                "20s",
                "postgres.borrow-timeout",
                "10s",
                "postgres.socket-timeout",
                "30s",
                "redis.url",
                ""));
    get(mint());
    String path = mint();
    postgres.pause();
    try (RawClient inFlight = new RawClient(server.port());
        RawClient idle = new RawClient(server.port())) {
      inFlight.get(path);
      Thread.sleep(200);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
      assertThat(idle.isAtEnd()).as("who waits for nothing is let go").isTrue();
      assertThat(stopped).isNotDone();
      postgres.resume();
      Answer answer = inFlight.read();
      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(inFlight.isAtEnd()).isTrue();
      stopped.get();
    }
  }
}
