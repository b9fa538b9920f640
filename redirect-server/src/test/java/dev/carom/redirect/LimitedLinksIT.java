package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.Stores;
import dev.carom.core.change.Barrier;
import dev.carom.core.change.Lease;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkDetails;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.ops.Readiness;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.redirect.RawClient.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one database, and links that people can follow so often and no more. */
class LimitedLinksIT {

  private static final String FIREFOX =
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n";
  private static final String CURL = "User-Agent: curl/8.5.0\r\n";

  private static final Barrier.Timing PROPAGATION =
      new Barrier.Timing(Lease.LENGTH, Duration.ofMillis(250), Duration.ofSeconds(6));

  @TempDir private static Path folder;
  private static EmbeddedPostgres postgres;

  private final ResourceStack resources = new ResourceStack();
  private TestDatabase database;
  private Stores stores;
  private RedirectServer one;
  private RedirectServer other;

  @BeforeAll
  static void startPostgres() {
    postgres = TestStores.startPostgres(folder);
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @BeforeEach
  void open() {
    database = TestDatabase.on(postgres).migrated();
    stores = Stores.open("test", configuration(Map.of()), new SimpleMeterRegistry(), resources);
    one = start();
    other = start();
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private Configuration configuration(Map<String, String> more) {
    Map<String, String> settings = database.settings();
    settings.put("redis.url", TestStores.redisUrl());
    settings.put("redis.timeout", "2s");
    settings.put("redirect.port", "0");
    settings.put("redirect.quiet-period", "100ms");
    settings.put("redirect.miss-timeout", "10s");
    settings.put("click.enabled", "false");
    settings.putAll(more);
    return Configuration.of(settings, RedirectMain.CONFIGURATION);
  }

  private RedirectServer start() {
    return start(Map.of());
  }

  private RedirectServer start(Map<String, String> more) {
    Readiness readiness = new Readiness();
    RedirectServer server =
        RedirectMain.open(configuration(more), new SimpleMeterRegistry(), readiness, resources);
    readiness.opened();
    Awaitility.await().until(() -> readiness.objections().isEmpty());
    return server;
  }

  private Link mint(RedirectStatus status, @Nullable Long maxClicks) {
    NewLink link =
        new NewLink(new TargetUrl("https://example.com/"), status, null, maxClicks, null);
    return ((Minted.Created) stores.links().mint(List.of(link)).getFirst()).link();
  }

  private static String request(String method, Link link, String fields) {
    return "%s /%s HTTP/1.1\r\nHost: go.example\r\n%s\r\n".formatted(method, link.code(), fields);
  }

  private Answer ask(RedirectServer server, String method, Link link, String fields)
      throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(request(method, link, fields));
      return method.equals("HEAD") ? client.readHead() : client.read();
    }
  }

  private int follow(RedirectServer server, Link link) throws IOException {
    return ask(server, "GET", link, FIREFOX).status();
  }

  private long used(Link link) {
    return database.number(
        "SELECT coalesce(max(used), 0) FROM link_use WHERE link_id = " + link.id());
  }

  @Test
  void peopleOnAllServersGetTheLimitAndNoMore() throws Exception {
    Link link = mint(RedirectStatus.FOUND, 100L);
    List<Callable<List<Integer>>> followers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      RedirectServer server = i % 2 == 0 ? one : other;
      followers.add(() -> {
        List<Integer> statuses = new ArrayList<>();
        try (RawClient client = new RawClient(server.port())) {
          for (int turn = 0; turn < 25; turn++) {
            client.send(request("GET", link, CURL) + request("HEAD", link, FIREFOX));
            client.send(request("GET", link, FIREFOX));
            client.read();
            client.readHead();
            statuses.add(client.read().status());
          }
        }
        return statuses;
      });
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(followers.size())) {
      for (Future<List<Integer>> follower : threads.invokeAll(followers)) {
        statuses.addAll(follower.get());
      }
    }
    assertThat(Collections.frequency(statuses, 302)).isEqualTo(100);
    assertThat(Collections.frequency(statuses, 410)).isEqualTo(300);
    assertThat(used(link)).isEqualTo(100);
  }

  @Test
  void onlyPeopleWhoFollowUseALinkUp() throws IOException {
    Link link = mint(RedirectStatus.MOVED_PERMANENTLY, 1L);
    assertThat(ask(one, "GET", link, CURL).status()).isEqualTo(301);
    assertThat(ask(one, "GET", link, "").status()).isEqualTo(301);
    assertThat(ask(one, "HEAD", link, FIREFOX).status()).isEqualTo(301);
    assertThat(ask(one, "POST", link, FIREFOX).status()).isEqualTo(405);
    Answer prefetch = ask(one, "GET", link, FIREFOX + "Sec-Purpose: prefetch\r\n");
    assertThat(prefetch.status()).isEqualTo(503);
    assertThat(prefetch.field("Cache-Control")).isEqualTo("no-store");
    assertThat(used(link)).isZero();
    Answer followed = ask(one, "GET", link, FIREFOX);
    assertThat(followed.status()).isEqualTo(301);
    assertThat(followed.field("Cache-Control")).as("asked for again").isEqualTo("no-store");
    for (String fields : List.of(FIREFOX, CURL)) {
      Answer gone = ask(other, "GET", link, fields);
      assertThat(gone.status()).isEqualTo(410);
      assertThat(gone.field("Cache-Control")).isEqualTo("no-store");
    }
    assertThat(ask(other, "HEAD", link, FIREFOX).status()).isEqualTo(410);
  }

  @Test
  void answersKeepTheirOrder() throws IOException {
    String hit = request("GET", mint(RedirectStatus.TEMPORARY_REDIRECT, null), FIREFOX);
    String moved = request("GET", mint(RedirectStatus.MOVED_PERMANENTLY, 1L), FIREFOX);
    String found = request("GET", mint(RedirectStatus.FOUND, 1L), FIREFOX);
    try (RawClient client = new RawClient(one.port())) {
      assertThat(client.send(hit).read().status()).as("now in L1").isEqualTo(307);
      client.send(hit + moved + hit + found + hit);
      for (int status : new int[] {307, 301, 307, 302, 307}) {
        assertThat(client.read().status()).isEqualTo(status);
      }
      client.send(moved + hit + found + hit);
      for (int status : new int[] {410, 307, 410, 307}) {
        assertThat(client.read().status()).isEqualTo(status);
      }
    }
  }

  @Test
  void aLimitThatIsEditedHoldsWhenTheEditReturns() throws IOException {
    Barrier barrier =
        resources.add(Barrier.open(stores.leases(), PROPAGATION, new SimpleMeterRegistry()));
    Link link = mint(RedirectStatus.FOUND, null);
    for (RedirectServer server : List.of(one, other, one, other)) {
      assertThat(follow(server, link)).as("now in L1").isEqualTo(302);
    }
    limit(barrier, link, 2L);
    assertThat(follow(one, link)).isEqualTo(302);
    assertThat(follow(other, link)).isEqualTo(302);
    assertThat(follow(one, link)).isEqualTo(410);
    assertThat(follow(other, link)).isEqualTo(410);
    limit(barrier, link, 3L);
    assertThat(follow(other, link)).isEqualTo(302);
    assertThat(follow(one, link)).isEqualTo(410);
    limit(barrier, link, null);
    for (RedirectServer server : List.of(one, other, one, other)) {
      assertThat(follow(server, link)).isEqualTo(302);
    }
    assertThat(used(link)).isEqualTo(3);
  }

  private void limit(Barrier barrier, Link link, @Nullable Long maxClicks) {
    LinkEdit edit = new LinkEdit(null, null, null, new LinkEdit.ClickLimit(maxClicks));
    Link edited = Objects.requireNonNull(stores.links().edit(link.id(), edit));
    assertThat(barrier.await(edited.version()).complete()).isTrue();
  }

  @Test
  void overHttp2TheSameHolds(@TempDir Path certificate) throws Exception {
    Link link = mint(RedirectStatus.FOUND, 2L);
    Map<String, String> settings = database.settings();
    settings.put("click.enabled", "false");
    try (SecureServers servers =
            new SecureServers(certificate, TlsContext.bestProvider(), settings);
        FrameClient client =
            servers.frames(servers.start(Map.of(), new SimpleMeterRegistry())).hello()) {
      String[] methods = {"GET", "HEAD", "POST", "GET", "GET", "GET"};
      Map<String, Integer> statuses = new TreeMap<>();
      for (int i = 0; i < methods.length; i++) {
        byte[] header =
            FrameClient.fields(
                ":method",
                methods[i],
                ":scheme",
                "https",
                ":authority",
                "go.example",
                ":path",
                "/" + link.code(),
                "user-agent",
                "Mozilla/5.0 (X11) Firefox/140.0");
        client.frame(
            FrameClient.HEADERS,
            FrameClient.END_STREAM | FrameClient.END_HEADERS,
            2 * i + 1,
            header);
      }
      for (int i = 0; i < methods.length; i++) {
        FrameClient.Frame answer = Objects.requireNonNull(client.next(FrameClient.HEADERS));
        statuses.merge(client.decode(answer).status().toString(), 1, Integer::sum);
      }
      assertThat(statuses.get("405")).isEqualTo(1);
      assertThat(statuses.get("302")).as("HEAD comes before or after the last").isBetween(2, 3);
      assertThat(statuses.get("410")).isBetween(2, 3);
    }
    assertThat(used(link)).isEqualTo(2);
  }

  @Test
  void whoeverComesTooLateOrTooEarlyIsNotCounted() throws IOException {
    TargetUrl target = new TargetUrl("https://example.com/");
    TargetUrl over = new TargetUrl("https://example.com/over");
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    List<Link> minted = new ArrayList<>();
    for (Instant start : Arrays.asList(null, tomorrow)) {
      NewLink link =
          new NewLink(target, RedirectStatus.FOUND, start, null, over, 1L, null, LinkDetails.NONE);
      minted.add(((Minted.Created) stores.links().mint(List.of(link)).getFirst()).link());
    }
    assertThat(ask(one, "GET", minted.getFirst(), FIREFOX).field("Location"))
        .isEqualTo(target.value());
    for (String fields : List.of(FIREFOX, CURL)) {
      Answer usedUp = ask(other, "GET", minted.getFirst(), fields);
      assertThat(usedUp.status()).isEqualTo(302);
      assertThat(usedUp.field("Location")).isEqualTo(over.value());
      assertThat(ask(one, "GET", minted.getLast(), fields).status()).isEqualTo(404);
    }
    assertThat(used(minted.getFirst())).isEqualTo(1);
    assertThat(used(minted.getLast())).isZero();
  }

  @Test
  void aServerThatStartsUsesNothingUp() throws IOException {
    Link link = mint(RedirectStatus.FOUND, 1L);
    RedirectServer started = start();
    assertThat(used(link)).isZero();
    assertThat(follow(started, link)).isEqualTo(302);
  }

  @Test
  void withPostgresHungNobodyIsRedirectedAndAfterwardsNoneTooMany() throws Exception {
    Link link = mint(RedirectStatus.FOUND, 20L);
    RedirectServer patient = one;
    RedirectServer server = start(Map.of("redirect.miss-timeout", "250ms"));
    assertThat(ask(patient, "GET", link, CURL).status()).isEqualTo(302);
    Awaitility.await().until(() -> ask(server, "GET", link, CURL).status() == 302);
    int redirected = 0;
    for (int i = 0; i < 5; i++) {
      redirected += follow(server, link) == 302 ? 1 : 0;
    }
    postgres.pause();
    try {
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        assertThat(follow(server, link)).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(600));
      }
    } finally {
      postgres.resume();
    }
    Awaitility.await().until(() -> ask(server, "GET", link, CURL).status() == 302);
    int status = follow(patient, link);
    for (; status == 302; status = follow(patient, link)) {
      redirected++;
    }
    assertThat(status).isEqualTo(410);
    assertThat(used(link)).isEqualTo(20);
    assertThat(redirected).as("at most one was counted in vain").isBetween(19, 20);
  }
}
