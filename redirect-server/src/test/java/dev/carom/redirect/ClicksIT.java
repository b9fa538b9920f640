package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.core.Stores;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.lifecycle.StartException;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.ops.Readiness;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a request to a row: what is told of a click, and of whom nothing is. */
class ClicksIT {

  private static final String FIREFOX =
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n";

  @TempDir private Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ResourceStack stores = new ResourceStack();
  private ResourceStack resources = new ResourceStack();
  private TestDatabase database;
  private Link link;
  private RedirectServer server;

  @BeforeEach
  void open() {
    database = TestStores.freshDatabase().migrated();
    LinkStore links =
        Stores.open("test", configuration(Map.of()), new SimpleMeterRegistry(), stores).links();
    NewLink wished =
        new NewLink(new TargetUrl("https://example.com/"), RedirectStatus.FOUND, null, null, null);
    link = ((LinkStore.Minted.Created) links.mint(List.of(wished)).getFirst()).link();
    server = start(Map.of());
  }

  private Configuration configuration(Map<String, String> more) {
    Map<String, String> settings = database.settings();
    settings.put("redis.url", "");
    settings.put("redirect.port", "0");
    settings.put("redirect.quiet-period", "100ms");
    settings.put("redirect.country-header", "CF-IPCountry");
    settings.put("click.journal-dir", folder.resolve("journal").toString());
    settings.put("click.ring-dir", folder.toString());
    settings.putAll(more);
    return Configuration.of(settings, RedirectMain.CONFIGURATION);
  }

  private RedirectServer start(Map<String, String> more) {
    Readiness readiness = new Readiness();
    RedirectServer started = RedirectMain.open(configuration(more), registry, readiness, resources);
    readiness.opened();
    Awaitility.await().until(() -> readiness.objections().isEmpty());
    return started;
  }

  @AfterEach
  void close() {
    resources.close();
    stores.close();
  }

  private int ask(String method, String path, String fields) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send("%s %s HTTP/1.1\r\nHost: go.example\r\n%s\r\n".formatted(method, path, fields));
      return (method.equals("HEAD") ? client.readHead() : client.read()).status();
    }
  }

  private void follow(String fields) throws IOException {
    assertThat(ask("GET", "/" + link.code(), fields)).isEqualTo(302);
  }

  private void awaitClicks(long clicks, String where) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(database.number("SELECT count(*) FROM click WHERE " + where))
                .isEqualTo(clicks));
  }

  @Test
  void aClickTellsWhereFromAndByWhatButNotByWhom() throws IOException {
    follow(
        FIREFOX
            + "Referer: https://News.example:8443/private?token=1\r\n"
            + "Accept-Language: de-AT,en;q=0.5\r\nCF-IPCountry: NZ\r\n");
    awaitClicks(
        1,
        """
        link_id = %d AND traffic = 0 AND country = 'NZ' AND referrer = 'news.example'
            AND language = 'de-AT' AND browser = 'Firefox' AND os = 'Linux' AND device = 'desktop'
            AND code IS NULL AND visitor IS NOT NULL AND at > now() - interval '1 minute'
        """
            .formatted(link.id()));
    assertThat(database.number("SELECT sum(clicks) FROM click_count WHERE link_id > 0"))
        .isEqualTo(1);
  }

  @Test
  void aVisitorIsTheSameOnEveryWayAndNobodyElse() throws IOException {
    follow(FIREFOX);
    follow(FIREFOX);
    follow(FIREFOX + "Content-Length: 0\r\n");
    follow("User-Agent: Mozilla/5.0 (Macintosh) Firefox/140.0\r\n");
    awaitClicks(4, "true");
    assertThat(database.number("SELECT count(DISTINCT visitor) FROM click")).isEqualTo(2);
    assertThat(
            database.number(
                "SELECT max(clicks) FROM (SELECT count(*) AS clicks FROM click GROUP BY visitor) AS v"))
        .isEqualTo(3);
  }

  @Test
  void whoeverDoesNotWantToBeRecognisedIsCountedAllTheSame() throws IOException {
    follow(FIREFOX + "DNT: 1\r\n");
    follow(FIREFOX + "Sec-GPC: 1\r\n");
    follow(FIREFOX + "DNT: 0\r\n");
    awaitClicks(3, "true");
    assertThat(database.number("SELECT count(*) FROM click WHERE visitor IS NULL")).isEqualTo(2);
  }

  @Test
  void whereAFollowerIsIsToldByADatabaseOrBetterByAProxy() throws IOException {
    server =
        start(
            Map.of(
                "click.geo-database",
                geoDatabase().toString(),
                "redirect.client-address",
                "x-forwarded-for",
                "redirect.trusted-proxies",
                "127.0.0.0/8"));
    follow(FIREFOX + "X-Forwarded-For: 192.0.2.7\r\n");
    follow(FIREFOX + "X-Forwarded-For: 192.0.2.7\r\nCF-IPCountry: NZ\r\n");
    follow(FIREFOX + "X-Forwarded-For: 192.0.2.7\r\nDNT: 1\r\nCF-IPCountry:\r\n");
    awaitClicks(3, "country = 'NZ' AND city = 'Wellington'");
    follow(FIREFOX + "X-Forwarded-For: 192.0.2.7\r\nCF-IPCountry: AU\r\n");
    follow(FIREFOX + "X-Forwarded-For: 2001:db8::1\r\n");
    follow(FIREFOX + "X-Forwarded-For: 198.51.100.1\r\n");
    awaitClicks(1, "country = 'AU' AND city IS NULL");
    awaitClicks(1, "country = 'BR' AND city = 'S\u00e3o Paulo'");
    awaitClicks(1, "country IS NULL AND city IS NULL");
    awaitClicks(6, "true");
  }

  @Test
  void theFollowersOfOneConnectionAreAtOnePlace() throws IOException {
    server = start(Map.of("click.geo-database", geoDatabase().toString()));
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("/" + link.code()).read().status()).isEqualTo(302);
      }
    }
    awaitClicks(3, "country = 'AT' AND city = 'Linz'");
  }

  private Path geoDatabase() throws IOException {
    return Files.write(
        folder.resolve("geo.mmdb"),
        new GeoFile(6)
            .withCity("127.0.0.0/8", "AT", "Linz")
            .withCity("192.0.2.0/24", "NZ", "Wellington")
            .withCity("2001:db8::/32", "BR", "S\u00e3o Paulo")
            .bytes());
  }

  @Test
  void aGeoDatabaseThatIsNonePreventsTheStart() throws IOException {
    Path file = Files.createFile(folder.resolve("geo.mmdb"));
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> start(Map.of("click.geo-database", file.toString())))
        .withMessageContaining("click.geo-database");
  }

  @Test
  void trafficIsKeptApart() throws IOException {
    follow(FIREFOX);
    follow("User-Agent: curl/8.5.0\r\n");
    follow("");
    follow("User-Agent: WhatsApp/2.23.20\r\n");
    follow(FIREFOX + "Sec-Purpose: prefetch;prerender\r\n");
    assertThat(ask("HEAD", "/" + link.code(), FIREFOX)).isEqualTo(302);
    assertThat(ask("POST", "/" + link.code(), FIREFOX)).as("not followed").isEqualTo(405);
    awaitClicks(6, "true");
    for (int traffic = 0; traffic < 5; traffic++) {
      assertThat(
              database.number(
                  "SELECT sum(clicks) FROM click_count WHERE link_id > 0 AND traffic = " + traffic))
          .as("traffic %d", traffic)
          .isEqualTo(traffic == 1 ? 2 : 1);
    }
  }

  @Test
  void codesWithoutALinkAreNotedByCodeAndNotTooMany() throws IOException {
    assertThat(ask("GET", "/nothing-here", FIREFOX)).isEqualTo(404);
    awaitClicks(1, "link_id = -1 AND code = 'nothing-here'");
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < 1000; i++) {
        assertThat(client.get("/nothing-here").read().status()).isEqualTo(404);
      }
    }
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(
                    database.number("SELECT count(*) FROM click")
                        + registry.get("carom.clicks.passed.over").counter().count())
                .isEqualTo(1001));
    assertThat(registry.get("carom.clicks.passed.over").counter().count()).isPositive();
  }

  @Test
  void whatIsNotShippedAtTheEndIsShippedAtTheNextStart() throws IOException {
    database.execute("ALTER TABLE click RENAME TO click_away");
    for (int i = 0; i < 10; i++) {
      follow(FIREFOX);
    }
    resources.close();
    try (var rings = Files.list(folder)) {
      assertThat(rings.filter(file -> file.toString().endsWith(".ring"))).isEmpty();
    }
    database.execute("ALTER TABLE click_away RENAME TO click");
    assertThat(database.number("SELECT count(*) FROM click")).isZero();
    resources = new ResourceStack();
    server = start(Map.of());
    awaitClicks(10, "true");
  }

  /** As it was before the first click, while a journal was finished and another one goes on. */
  @Test
  void aDatabaseThatIsRestoredGetsTheClicksOfAllJournalsAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      follow(FIREFOX);
    }
    awaitClicks(5, "true");
    resources.close();
    resources = new ResourceStack();
    server = start(Map.of());
    follow(FIREFOX);
    awaitClicks(6, "true");
    database.execute("ALTER TABLE click RENAME TO click_away");
    follow(FIREFOX);
    Thread.sleep(2_000);
    database.execute(
        """
        TRUNCATE click_away, click_count, click_breakdown, click_visitors;
        UPDATE click_journal SET position = 0;
        ALTER TABLE click_away RENAME TO click\
        """);
    awaitClicks(7, "true");
  }

  @Test
  void aJournalThatCannotBeOpenedPreventsTheStart() throws IOException {
    Path file = Files.createFile(folder.resolve("no-folder"));
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> start(Map.of("click.journal-dir", file.toString())))
        .withMessageContaining(file.toString());
  }
}
