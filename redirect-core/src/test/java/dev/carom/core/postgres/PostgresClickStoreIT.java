package dev.carom.core.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.core.Stores;
import dev.carom.core.click.Agent;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStore;
import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.click.TrafficClass;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.StoreException;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresClickStoreIT {

  /** As many as there are connections. */
  private static final int SHIPPERS = 4;

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Agent FIREFOX = new Agent(TrafficClass.HUMAN, "Firefox", "Linux", "desktop");

  private final ResourceStack resources = new ResourceStack();
  private final UUID journal = UUID.randomUUID();
  private TestDatabase database;
  private ClickStore store;

  @BeforeEach
  void open() {
    database = TestStores.freshDatabase().migrated();
    Map<String, String> settings = database.settings();
    // Many who begin at once wait for their connections to be made.
    settings.put("postgres.borrow-timeout", "10s");
    Configuration configuration =
        Configuration.of(settings, List.of(PostgresConfig.class, CodeConfig.class));
    PostgresConfig config = configuration.get(PostgresConfig.class);
    Database pool = resources.add(Database.open("test", config, new SimpleMeterRegistry()));
    String fingerprint = Stores.codes(configuration.get(CodeConfig.class)).fingerprint();
    Installation installation = resources.add(Installation.watch(pool, fingerprint));
    store = new PostgresClickStore(pool, installation);
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private static Counted click(long link, Instant at, TrafficClass traffic) {
    return new Counted(
        at.toEpochMilli(),
        link,
        traffic,
        7,
        "NZ",
        "Wellington",
        "news.example",
        "mi",
        FIREFOX,
        null);
  }

  @Test
  void aJournalThatIsNotKnownBegins() {
    assertThat(store.position(journal)).isZero();
    assertThat(store.store(journal, 0, 5, List.of())).isTrue();
    assertThat(store.position(journal)).isEqualTo(5);
  }

  @Test
  void clicksAreKeptAndCountedByTheQuarterOfAnHour() {
    long _ = store.position(journal);
    boolean stored =
        store.store(
            journal,
            0,
            1,
            List.of(
                click(1, NOON, TrafficClass.HUMAN),
                click(1, NOON.plusMillis(899_999), TrafficClass.HUMAN),
                click(1, NOON.plusSeconds(900), TrafficClass.HUMAN),
                click(1, NOON, TrafficClass.BOT),
                click(2, NOON.minusSeconds(86_400), TrafficClass.HUMAN)));
    assertThat(stored).isTrue();
    assertThat(store.store(journal, 1, 2, List.of(click(1, NOON, TrafficClass.HUMAN)))).isTrue();
    assertThat(count("link_id = 1 AND bucket = '2026-03-01 12:00Z' AND traffic = 0")).isEqualTo(3);
    assertThat(count("link_id = 1 AND bucket = '2026-03-01 12:15Z' AND traffic = 0")).isEqualTo(1);
    assertThat(count("link_id = 1 AND traffic = 1")).isEqualTo(1);
    assertThat(count("link_id = 2 AND bucket = '2026-02-28 12:00Z'")).isEqualTo(1);
    assertThat(
            database.number(
                """
                SELECT count(*) FROM click
                WHERE visitor = 7 AND country = 'NZ' AND city = 'Wellington' AND referrer = 'news.example' AND language = 'mi'
                    AND browser = 'Firefox' AND os = 'Linux' AND device = 'desktop' AND code IS NULL
                """))
        .isEqualTo(6);
    assertThat(database.number("SELECT count(*) FROM click_20260228")).isEqualTo(1);
  }

  private long count(String where) {
    return database.number("SELECT sum(clicks) FROM click_count WHERE link_id <> 0 AND " + where);
  }

  @Test
  void whatIsShippedAgainCountsOnce() {
    long _ = store.position(journal);
    List<Counted> clicks = List.of(click(1, NOON, TrafficClass.HUMAN));
    assertThat(store.store(journal, 0, 9, clicks)).isTrue();
    assertThat(store.store(journal, 0, 9, clicks)).isFalse();
    assertThat(store.store(journal, 3, 9, clicks)).isFalse();
    assertThat(store.position(journal)).isEqualTo(9);
    assertThat(count("true")).isEqualTo(1);
    assertThat(database.number("SELECT count(*) FROM click")).isEqualTo(1);
  }

  @Test
  void whatFailsHalfwayCountsNothing() {
    long _ = store.position(journal);
    database.execute("ALTER TABLE click_breakdown ADD CONSTRAINT few CHECK (clicks < 2)");
    List<Counted> two =
        List.of(click(1, NOON, TrafficClass.HUMAN), click(1, NOON, TrafficClass.HUMAN));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.store(journal, 0, 9, two));
    assertThat(store.position(journal)).isZero();
    assertThat(database.number("SELECT count(*) FROM click")).isZero();
  }

  @Test
  void oddTextsAreKeptAsTheyAre() {
    long _ = store.position(journal);
    String odd = "a\tb\\c\\N\nd\re\u00e4";
    Counted click =
        new Counted(
            NOON.toEpochMilli(),
            Click.NO_LINK,
            TrafficClass.BOT,
            Click.NOBODY,
            null,
            "Ā",
            odd,
            null,
            new Agent(TrafficClass.BOT, null, null, null),
            "a\0b");
    assertThat(store.store(journal, 0, 1, List.of(click))).isTrue();
    assertThat(
            database.number(
                "SELECT count(*) FROM click WHERE referrer = E'a\\tb\\\\c\\\\N\\nd\\re\u00e4'"
                    + " AND code = 'a b' AND city = '\u0100' AND visitor IS NULL AND country IS NULL"))
        .isEqualTo(1);
  }

  /** Each ships its own journal; links and days are the same, which must not make them deadlock. */
  @Test
  void manyShipAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> shippers = new ArrayList<>();
      for (int shipper = 0; shipper < SHIPPERS; shipper++) {
        UUID id = UUID.randomUUID();
        List<Counted> clicks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          int link = 1 + (shipper % 2 == 0 ? i : 199 - i);
          clicks.add(click(link, NOON.plusSeconds(86_400L * (i % 3)), TrafficClass.HUMAN));
        }
        shippers.add(() -> {
          long _ = store.position(id);
          boolean all = true;
          for (int i = 0; i < 10; i++) {
            all &= store.store(id, i, i + 1, clicks);
          }
          return all;
        });
      }
      for (Future<Boolean> shipped : threads.invokeAll(shippers)) {
        assertThat(shipped.get()).isTrue();
      }
    }
    assertThat(count("true")).isEqualTo(SHIPPERS * 10 * 200);
    assertThat(database.number("SELECT count(*) FROM click")).isEqualTo(SHIPPERS * 10 * 200);
  }

  @Test
  void allServersGetTheSameKeyOfADayAndOldOnesAreThrownAway() {
    LocalDate day = LocalDate.of(2026, 3, 1);
    byte[] mine = new byte[16];
    byte[] others = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    assertThat(store.visitorKey(day, day, mine)).isEqualTo(mine);
    assertThat(store.visitorKey(day, day, others)).isEqualTo(mine);
    assertThat(store.visitorKey(day.plusDays(1), day.plusDays(1), others)).isEqualTo(others);
    assertThat(database.number("SELECT count(*) FROM visitor_key")).isEqualTo(1);
  }
}
