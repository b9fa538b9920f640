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
import dev.carom.core.link.Versions;
import dev.carom.core.ops.Readiness;
import dev.carom.core.resolve.Resolution;
import dev.carom.core.safety.TargetRule;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import dev.carom.redirect.RawClient.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three servers on one database and one Redis, and links that nobody can follow any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockedLinksIT {

  private static final Barrier.Timing PROPAGATION =
      new Barrier.Timing(Lease.LENGTH, Duration.ofMillis(250), Duration.ofSeconds(6));

  private static final TargetUrl TARGET = new TargetUrl("https://example.com/");

  @TempDir private static Path certificate;

  private final ResourceStack resources = new ResourceStack();
  private TestDatabase database;
  private Stores stores;
  private Barrier barrier;
  private RedirectServer fast;
  private RedirectServer strict;
  private SecureServers secure;
  private RedirectServer http2;

  @BeforeAll
  void open() {
    database = TestStores.freshDatabase().migrated();
    stores = Stores.open("test", configuration(Map.of()), new SimpleMeterRegistry(), resources);
    barrier = resources.add(Barrier.open(stores.leases(), PROPAGATION, new SimpleMeterRegistry()));
    fast = start(Map.of());
    strict = start(Map.of("redirect.fast-path", "false"));
    Map<String, String> settings = database.settings();
    settings.put("redis.url", TestStores.redisUrl());
    settings.put("click.enabled", "false");
    secure = resources.add(new SecureServers(certificate, TlsContext.bestProvider(), settings));
    http2 = secure.start(Map.of(), new SimpleMeterRegistry());
  }

  @AfterAll
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

  private RedirectServer start(Map<String, String> more) {
    Readiness readiness = new Readiness();
    RedirectServer server =
        RedirectMain.open(configuration(more), new SimpleMeterRegistry(), readiness, resources);
    readiness.opened();
    Awaitility.await().until(() -> readiness.objections().isEmpty());
    return server;
  }

  private Link mint(RedirectStatus status, @Nullable Instant expiresAt, @Nullable Long maxClicks) {
    NewLink link = new NewLink(TARGET, status, expiresAt, maxClicks, null);
    return ((Minted.Created) stores.links().mint(List.of(link)).getFirst()).link();
  }

  private Link mint() {
    return mint(RedirectStatus.FOUND, null, null);
  }

  /** Changes a link, and returns when the API would. */
  private void block(Link link, @Nullable String reason) {
    everywhere(stores.links().block(link.id(), reason, Versions.ANY));
  }

  private void everywhere(@Nullable Link changed) {
    assertThat(barrier.await(Objects.requireNonNull(changed).version()).complete()).isTrue();
  }

  private static Answer ask(RedirectServer server, String method, Link link) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send("%s /%s HTTP/1.1\r\nHost: a\r\n\r\n".formatted(method, link.code()));
      return method.equals("HEAD") ? client.readHead() : client.read();
    }
  }

  /** What all servers answer a GET, over every version of HTTP, is the same. */
  private int follow(Link link) throws Exception {
    int status = ask(fast, "GET", link).status();
    assertThat(ask(strict, "GET", link).status()).isEqualTo(status);
    try (FrameClient client = secure.frames(http2)) {
      client.hello().get(1, "/" + link.code());
      var headers = client.decode(Objects.requireNonNull(client.next(FrameClient.HEADERS)));
      assertThat(headers.status()).hasToString(Integer.toString(status));
    }
    return status;
  }

  @Test
  void aBlockedLinkIsAnsweredByNobodyUntilItIsUnblocked() throws Exception {
    Link link = mint();
    for (int turn = 0; turn < 2; turn++) {
      assertThat(follow(link)).isEqualTo(302);
      block(link, "phishing");
      assertThat(follow(link)).as("read anew").isEqualTo(451);
      assertThat(follow(link)).as("cached").isEqualTo(451);
      block(link, null);
    }
    assertThat(follow(link)).isEqualTo(302);
  }

  @Test
  void whatIsSaidTellsNothingOfTheLink() throws Exception {
    Link link = mint(RedirectStatus.TEMPORARY_REDIRECT, null, null);
    block(link, "a reason for ourselves");
    for (RedirectServer server : List.of(fast, strict, fast)) {
      Answer answer = ask(server, "GET", link);
      assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 451 Unavailable For Legal Reasons");
      assertThat(answer.body()).isEqualTo("This link is blocked, and cannot be followed.\n");
      assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.field("Location")).isEmpty();
      assertThat(ask(server, "HEAD", link).status()).isEqualTo(451);
      assertThat(ask(server, "POST", link).status()).isEqualTo(451);
    }
  }

  @Test
  void anEditDoesNotUnblockNorDoesExpiry() throws Exception {
    Link link = mint(RedirectStatus.FOUND, Instant.now().plusMillis(500), null);
    block(link, "phishing");
    TargetUrl other = new TargetUrl("https://example.com/other");
    everywhere(stores.links().edit(link.id(), new LinkEdit(other, null, null, null)));
    assertThat(follow(link)).isEqualTo(451);
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), link.expiresAt()).toMillis() + 1));
    assertThat(follow(link)).isEqualTo(451);
    everywhere(stores.links().delete(link.id()));
    assertThat(follow(link)).as("it is no longer there").isEqualTo(410);
    assertThat(stores.links().block(link.id(), "spam", Versions.ANY)).isNull();
  }

  @Test
  void aBlockedLinkWithALimitUsesNothingUp() throws Exception {
    Link link = mint(RedirectStatus.FOUND, null, 3L);
    block(link, "spam");
    assertThat(follow(link)).isEqualTo(451);
    assertThat(database.number("SELECT count(*) FROM link_use WHERE link_id = " + link.id()))
        .isZero();
    block(link, null);
    assertThat(ask(fast, "GET", link).status()).isEqualTo(302);
  }

  @Test
  void whatRedisRemembersOfBeforeIsNotAnswered() throws Exception {
    Link link = mint();
    long epoch = database.number("SELECT epoch FROM installation");
    block(link, "malware");
    stores.cache().putIfNewer(link.code(), Resolution.of(link, epoch));
    assertThat(stores.cache().get(link.code())).isInstanceOf(Resolution.Found.class);
    assertThat(follow(link)).isEqualTo(451);
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(stores.cache().get(link.code())).isInstanceOf(Resolution.Blocked.class));
  }

  private long listed(String pattern) {
    long id =
        Objects.requireNonNull(stores.blocklist().add(TargetRule.parse(pattern), "spam")).id();
    everywhere();
    return id;
  }

  private void unlisted(long id) {
    assertThat(stores.blocklist().remove(id)).isNotNull();
    everywhere();
  }

  /** Waits as the API does before it answers a change of the blocklist. */
  private void everywhere() {
    assertThat(barrier.await(stores.blocklist().lastChange()).complete()).isTrue();
  }

  private Link mint(String target, @Nullable Long maxClicks) {
    NewLink link = new NewLink(new TargetUrl(target), RedirectStatus.FOUND, null, maxClicks, null);
    return ((Minted.Created) stores.links().mint(List.of(link)).getFirst()).link();
  }

  @Test
  void linksToABlockedHostAreAnsweredByNobodyUntilItIsUnblocked() throws Exception {
    Link link = mint("https://www.host.example/a", null);
    Link limited = mint("https://host.example:8443/b?c", 2L);
    Link other = mint("https://nothost.example/", null);
    for (int turn = 0; turn < 2; turn++) {
      assertThat(follow(link)).isEqualTo(302);
      assertThat(follow(other)).isEqualTo(302);
      long entry = listed("host.example");
      for (int i = 0; i < 2; i++) {
        assertThat(follow(link)).isEqualTo(451);
        assertThat(follow(limited)).isEqualTo(451);
        assertThat(follow(other)).isEqualTo(302);
      }
      unlisted(entry);
    }
    assertThat(follow(link)).isEqualTo(302);
    assertThat(database.number("SELECT count(*) FROM link_use WHERE link_id = " + limited.id()))
        .isZero();
    assertThat(ask(fast, "GET", limited).status()).isEqualTo(302);
  }

  @Test
  void whereAnExpiredLinkLeadsIsLookedAtToo() throws Exception {
    TargetUrl over = new TargetUrl("https://over.example/");
    NewLink link =
        new NewLink(TARGET, RedirectStatus.FOUND, null, null, over, null, null, LinkDetails.NONE);
    Link minted = ((Minted.Created) stores.links().mint(List.of(link)).getFirst()).link();
    assertThat(follow(minted)).isEqualTo(302);
    long entry = listed("over.example");
    assertThat(follow(minted)).isEqualTo(451);
    unlisted(entry);
    assertThat(follow(minted)).isEqualTo(302);
  }

  @Test
  void whatRedisHasOfALinkToABlockedHostIsJudgedByWhoeverReadsIt() throws Exception {
    Link link = mint("https://shared.example/", null);
    assertThat(follow(link)).isEqualTo(302);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(stores.cache().get(link.code())).isInstanceOf(Resolution.Found.class));
    long entry = listed("shared.example/*");
    assertThat(follow(link)).isEqualTo(451);
    assertThat(stores.cache().get(link.code())).isInstanceOf(Resolution.Found.class);
    RedirectServer started = start(Map.of());
    assertThat(ask(started, "GET", link).status()).as("from its start on").isEqualTo(451);
    unlisted(entry);
    assertThat(ask(started, "GET", link).status()).isEqualTo(302);
    assertThat(follow(link)).isEqualTo(302);
  }

  @Test
  void whoeverEditsMeanwhileLeadsNobodyToABlockedHost() throws Exception {
    Link link = mint("https://raced.example/0", null);
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<?> edits =
          threads.submit(() -> {
            for (int i = 1; !over.get(); i++) {
              TargetUrl target =
                  new TargetUrl(
                      "https://%s.example/%d".formatted(i % 3 == 0 ? "good" : "raced", i));
              var _ = stores.links().edit(link.id(), new LinkEdit(target, null, null, null));
            }
          });
      List<Future<?>> followers = new ArrayList<>();
      for (RedirectServer server : List.of(fast, strict)) {
        followers.add(
            threads.submit(() -> {
              while (!over.get()) {
                ask(server, "GET", link);
              }
              return null;
            }));
      }
      try {
        for (int round = 0; round < 15; round++) {
          long entry = listed("raced.example");
          for (int i = 0; i < 20; i++) {
            for (RedirectServer server : List.of(fast, strict)) {
              assertThat(ask(server, "GET", link).field("Location")).doesNotContain("raced");
            }
          }
          unlisted(entry);
        }
      } finally {
        over.set(true);
      }
      edits.get();
      for (Future<?> follower : followers) {
        follower.get();
      }
    }
    TargetUrl last = new TargetUrl("https://raced.example/last");
    everywhere(stores.links().edit(link.id(), new LinkEdit(last, null, null, null)));
    assertThat(ask(fast, "GET", link).field("Location")).isEqualTo(last.value());
  }

  /** A change by hand is one, too. */
  @Test
  void whatIsDoneToTheBlocklistInTheDatabaseIsAChange() throws Exception {
    Link link = mint("https://byhand.example/", null);
    assertThat(follow(link)).isEqualTo(302);
    for (String end : List.of("DELETE FROM", "TRUNCATE")) {
      database.execute(
          "INSERT INTO blocked_target (pattern, reason) VALUES ('byhand.example', 'x'), ('no#', 'x')");
      everywhere();
      assertThat(follow(link)).isEqualTo(451);
      database.execute(end + " blocked_target");
      everywhere();
      assertThat(follow(link)).isEqualTo(302);
    }
  }

  /** A change by hand is one, too. */
  @Test
  void aBlockInTheDatabaseIsAChange() {
    Link link = mint();
    long changes = database.number("SELECT count(*) FROM link_change");
    database.execute(
        "UPDATE link SET blocked_at = now(), block_reason = 'spam' WHERE id = " + link.id());
    assertThat(database.number("SELECT count(*) FROM link_change")).isEqualTo(changes + 1);
    Awaitility.await().until(() -> ask(fast, "GET", link).status() == 451);
  }
}
