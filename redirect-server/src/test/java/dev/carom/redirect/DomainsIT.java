package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.Stores;
import dev.carom.core.change.Barrier;
import dev.carom.core.change.Lease;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.Domain;
import dev.carom.core.link.DomainEdit;
import dev.carom.core.link.DomainEdit.Lead;
import dev.carom.core.link.DomainStore;
import dev.carom.core.link.EdgeWish;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkDetails;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.ops.Readiness;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Links on several domains, over every version of HTTP, by way of the codec and without it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DomainsIT {

  private static final Barrier.Timing PROPAGATION =
      new Barrier.Timing(Lease.LENGTH, Duration.ofMillis(250), Duration.ofSeconds(6));

  private static final TargetUrl LOST = new TargetUrl("https://lost.example/");
  private static final TargetUrl OVER = new TargetUrl("https://over.example/");
  private static final TargetUrl ROOT = new TargetUrl("https://root.example/");

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

  private int add(String host, boolean foldsCase) {
    Domain domain = new Domain(0, host, foldsCase, Domain.Targets.NONE);
    DomainStore.Entry entry = Objects.requireNonNull(stores.domains().add(domain));
    everywhere();
    return entry.domain().id();
  }

  /** Waits as the API does before it answers a change of a domain. */
  private void everywhere() {
    assertThat(barrier.await(stores.domains().lastChange()).complete()).isTrue();
  }

  private Link mint(@Nullable String host, String target, @Nullable String code) {
    return mint(host, target, code, null);
  }

  private Link mint(
      @Nullable String host, String target, @Nullable String code, @Nullable Instant expiresAt) {
    NewLink link =
        new NewLink(
            new TargetUrl(target),
            RedirectStatus.FOUND,
            null,
            expiresAt,
            null,
            null,
            EdgeWish.AUTO,
            code == null ? null : new ShortCode(code),
            LinkDetails.NONE,
            host,
            false);
    Link minted = ((Minted.Created) stores.links().mint(List.of(link)).getFirst()).link();
    if (code != null) {
      assertThat(barrier.await(minted.version()).complete()).isTrue();
    }
    return minted;
  }

  private static String ask(RedirectServer server, String host, String path) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, host));
      RawClient.Answer answer = client.read();
      return answer.status() + " " + answer.field("Location");
    }
  }

  /** What all servers answer, twice each, is the same: status and target. */
  private String follow(String host, String path) throws Exception {
    String answer = ask(fast, host, path);
    assertThat(ask(fast, host, path)).as("cached").isEqualTo(answer);
    assertThat(ask(strict, host, path)).isEqualTo(answer);
    assertThat(ask(strict, "ignored.example", "http://" + host + path))
        .as("in absolute-form")
        .isEqualTo(answer);
    try (FrameClient client = secure.frames(http2)) {
      byte[] header =
          FrameClient.fields(
              ":method", "GET", ":scheme", "https", ":authority", host, ":path", path);
      client
          .hello()
          .frame(FrameClient.HEADERS, FrameClient.END_STREAM | FrameClient.END_HEADERS, 1, header);
      var headers = client.decode(Objects.requireNonNull(client.next(FrameClient.HEADERS)));
      CharSequence location = headers.get("location");
      assertThat(headers.status() + " " + (location == null ? "" : location)).isEqualTo(answer);
    }
    return answer;
  }

  @Test
  void aLinkIsFoundUnderItsHostAndCode() throws Exception {
    add("two.example", false);
    mint(null, "https://example.com/default", "both");
    mint("two.example", "https://example.com/two", "both");
    assertThat(follow("go.example", "/both")).isEqualTo("302 https://example.com/default");
    assertThat(follow("two.example", "/both")).isEqualTo("302 https://example.com/two");
    assertThat(follow("Two.EXAMPLE.:8080", "/both")).isEqualTo("302 https://example.com/two");
    assertThat(follow("nobodys.example", "/both")).isEqualTo("302 https://example.com/default");
    Link generated = mint("two.example", "https://example.com/generated", null);
    assertThat(follow("two.example", "/" + generated.code()))
        .isEqualTo("302 https://example.com/generated");
    assertThat(follow("go.example", "/" + generated.code())).isEqualTo("404 ");
  }

  @Test
  void aCodeThatOneDomainHasGeneratedMayBeChosenOnAnother() throws Exception {
    add("copy.example", false);
    Link original = mint(null, "https://example.com/original", null);
    String path = "/" + original.code();
    assertThat(follow("copy.example", path)).isEqualTo("404 ");
    mint("copy.example", "https://example.com/copy", original.code().value());
    assertThat(follow("copy.example", path)).isEqualTo("302 https://example.com/copy");
    assertThat(follow("go.example", path)).isEqualTo("302 https://example.com/original");
  }

  @Test
  void aHostBelongsToItsDomainFromTheAnswerOn() throws Exception {
    mint(null, "https://example.com/default", "early");
    for (int i = 0; i < 5; i++) {
      String host = "early%d.example".formatted(i);
      assertThat(follow(host, "/early")).isEqualTo("302 https://example.com/default");
      int id = add(host, false);
      assertThat(follow(host, "/early")).isEqualTo("404 ");
      assertThat(stores.domains().remove(id)).isEqualTo(DomainStore.Removal.DONE);
      everywhere();
      assertThat(follow(host, "/early")).isEqualTo("302 https://example.com/default");
    }
  }

  @Test
  void capitalsMakeNoDifferenceWhereTheyShallNot() throws Exception {
    add("fold.example", true);
    mint("fold.example", "https://example.com/sale", "SALE");
    for (String path : List.of("/sale", "/SALE", "/sAlE", "/%53ale")) {
      assertThat(follow("fold.example", path)).isEqualTo("302 https://example.com/sale");
    }
    assertThat(follow("go.example", "/sale")).isEqualTo("404 ");
    Link generated = mint("fold.example", "https://example.com/generated", null);
    assertThat(barrier.await(generated.version()).complete()).isTrue();
    String code = generated.code().value();
    assertThat(follow("fold.example", "/" + code)).isEqualTo("302 https://example.com/generated");
    assertThat(follow("fold.example", "/" + code.toUpperCase(Locale.ROOT)))
        .isEqualTo("302 https://example.com/generated");
  }

  @Test
  void aDomainLeadsWhereItsSettingsSay() throws Exception {
    int id = add("leads.example", false);
    Link deleted = mint("leads.example", "https://example.com/", null);
    Link deletedThere = Objects.requireNonNull(stores.links().delete(deleted.id()));
    assertThat(barrier.await(deletedThere.version()).complete()).isTrue();
    Link brief = mint("leads.example", "https://example.com/", null, Instant.now().plusMillis(300));
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), brief.expiresAt()).toMillis() + 1));
    for (int turn = 0; turn < 3; turn++) {
      assertThat(follow("leads.example", "/")).isEqualTo("404 ");
      assertThat(follow("leads.example", "/nothing")).isEqualTo("404 ");
      assertThat(follow("leads.example", "/" + deleted.code())).isEqualTo("410 ");
      assertThat(follow("leads.example", "/" + brief.code())).isEqualTo("410 ");
      stores.domains().edit(id, new DomainEdit(new Lead(ROOT), new Lead(LOST), new Lead(OVER)));
      everywhere();
      assertThat(follow("leads.example", "/")).isEqualTo("302 " + ROOT);
      assertThat(follow("leads.example", "/?q")).isEqualTo("302 " + ROOT);
      assertThat(follow("leads.example", "/nothing")).isEqualTo("302 " + LOST);
      assertThat(follow("leads.example", "/no/link")).isEqualTo("302 " + LOST);
      assertThat(follow("leads.example", "/" + deleted.code())).isEqualTo("302 " + OVER);
      assertThat(follow("leads.example", "/" + brief.code())).isEqualTo("302 " + OVER);
      assertThat(follow("leads.example", "/robots.txt")).isEqualTo("200 ");
      assertThat(follow("other.example", "/nothing")).isEqualTo("404 ");
      stores.domains().edit(id, new DomainEdit(new Lead(null), new Lead(null), new Lead(null)));
      everywhere();
    }
  }

  @Test
  void theDefaultDomainMayLeadTooAndOthersMethodsAreToldWhatIs() throws Exception {
    stores.domains().edit(ShortCode.DEFAULT_DOMAIN, new DomainEdit(null, new Lead(LOST), null));
    everywhere();
    try (RawClient client = new RawClient(fast.port())) {
      assertThat(follow("go.example", "/nobody")).isEqualTo("302 " + LOST);
      client.send("POST /nobody HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(404);
    } finally {
      stores.domains().edit(ShortCode.DEFAULT_DOMAIN, new DomainEdit(null, new Lead(null), null));
      everywhere();
    }
  }

  @Test
  void otherHostsAnswer404WhereTheDefaultDomainHasItsOwn() throws Exception {
    add("named.example", false);
    mint(null, "https://example.com/default", "named");
    mint("named.example", "https://example.com/named", "named");
    RedirectServer picky =
        start(
            Map.of("redirect.default-hosts", "Go.example  localhost", "redirect.event-loops", "1"));
    for (int turn = 0; turn < 2; turn++) {
      assertThat(ask(picky, "go.example", "/named")).isEqualTo("302 https://example.com/default");
      assertThat(ask(picky, "localhost:80", "/named")).isEqualTo("302 https://example.com/default");
      assertThat(ask(picky, "named.example", "/named")).isEqualTo("302 https://example.com/named");
      for (String host : List.of("other.example", "127.0.0.1", "[::1]:80", "")) {
        assertThat(ask(picky, host, "/named")).as(host).isEqualTo("404 ");
      }
    }
  }
}
