package dev.carom.core.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.Stores;
import dev.carom.core.access.Actor;
import dev.carom.core.click.Agent;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickArchive;
import dev.carom.core.click.ClickStats.Counts;
import dev.carom.core.click.ClickStats.Interval;
import dev.carom.core.click.ClickStats.Query;
import dev.carom.core.click.ClickStats.Scope;
import dev.carom.core.click.ClickStats.Share;
import dev.carom.core.click.ClickStore;
import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.click.Dimension;
import dev.carom.core.click.SingleClick;
import dev.carom.core.click.TrafficClass;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.event.EventFeed;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.Link;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clicks of two workspaces that are shipped together are counted apart. */
class WorkspaceClicksIT {

  private static final Actor FIRST = new Actor("one", null, 1);
  private static final Actor SECOND = new Actor("two", null, 2);

  /** So many that the link becomes popular, which is counted in another way. */
  private static final int MANY = 400;

  private final Instant now = Instant.now();
  private final Instant from = now.minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);
  private final Instant to = now.plus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);
  private final ResourceStack resources = new ResourceStack();
  private final UUID journal = UUID.randomUUID();
  private TestDatabase database;
  private Stores stores;
  private ClickStore shipper;

  @BeforeEach
  void open() {
    database = TestStores.freshDatabase().migrated();
    Configuration configuration =
        Configuration.of(
            database.settings(),
            List.of(PostgresConfig.class, CodeConfig.class, RedisConfig.class));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    stores = Stores.openForWorkspaces("test", configuration, registry, resources);
    shipper = stores.openClicks("test", configuration, registry, resources);
    shipper.position(journal);
    database.execute(
        """
        INSERT INTO link (id, redirect_status, target) VALUES (1, 302, 'http://a/'), (2, 302, 'http://a/');
        """);
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private void addSecondWorkspace() {
    database.execute(
        """
        INSERT INTO workspace (name) VALUES ('Second');
        INSERT INTO link (id, redirect_status, target, workspace) VALUES (3, 302, 'http://b/', 2), (4, 302, 'http://b/', 2);
        """);
  }

  private List<Counted> clicks(long link, int count, String country) {
    List<Counted> clicks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clicks.add(
          new Counted(
              now.toEpochMilli(),
              link,
              TrafficClass.HUMAN,
              0x9E3779B97F4A7C15L * (i + 1),
              country,
              null,
              null,
              null,
              new Agent(TrafficClass.HUMAN, "Firefox", null, null),
              link == Click.NO_LINK ? "nowhere" : null));
    }
    return clicks;
  }

  private void ship(long place, List<List<Counted>> clicks) {
    List<Counted> all = clicks.stream().flatMap(List::stream).toList();
    assertThat(shipper.store(journal, place, place + 1, all)).isTrue();
  }

  private Query query(Scope scope) {
    return new Query(scope, from, to, Interval.MONTH, ZoneOffset.UTC, Set.of(TrafficClass.HUMAN));
  }

  private Counts counts(Actor actor, Scope scope) {
    return actor.call(() -> stores.reports().stats().count(query(scope)));
  }

  private long total(Actor actor, Scope scope) {
    return counts(actor, scope).byClass().getOrDefault(TrafficClass.HUMAN, 0L);
  }

  private List<Share> countries(Actor actor, Scope scope) {
    return actor.call(
        () -> stores.reports().stats().breakDown(query(scope), Dimension.COUNTRY, 10).shares());
  }

  private List<Long> clicked(Actor actor) {
    return actor.call(() ->
        stores
            .reports()
            .clicks()
            .find(
                new ClickArchive.Query(Click.ALL_LINKS, from, to, Set.of(TrafficClass.HUMAN)),
                Long.MAX_VALUE,
                10_000)
            .stream()
            .map(SingleClick::linkId)
            .distinct()
            .sorted()
            .toList());
  }

  @Test
  void eachWorkspaceCountsItsOwn() {
    ship(0, List.of(clicks(1, 3, "IS"), clicks(Click.NO_LINK, 2, "NO")));
    addSecondWorkspace();
    ship(
        1,
        List.of(
            clicks(1, 4, "IS"),
            clicks(3, MANY, "NZ"),
            clicks(2, 1, "DK"),
            clicks(Click.NO_LINK, 1, "NO"),
            clicks(4, 5, "FJ")));
    Scope first = new Scope.OfWorkspace(1);
    Scope second = new Scope.OfWorkspace(2);
    assertThat(total(FIRST, first)).isEqualTo(8);
    assertThat(total(SECOND, second)).isEqualTo(MANY + 5);
    assertThat(countries(FIRST, first)).containsExactly(new Share("IS", 7), new Share("DK", 1));
    assertThat(countries(SECOND, second))
        .containsExactly(new Share("NZ", MANY), new Share("FJ", 5));
    assertThat(counts(FIRST, first).series().getFirst().uniques()).isEqualTo(4);
    assertThat((double) counts(SECOND, second).series().getFirst().uniques())
        .isBetween(MANY * 0.9, MANY * 1.1);
    assertThat(clicked(FIRST)).containsExactly(1L, 2L);
    assertThat(clicked(SECOND)).containsExactly(3L, 4L);
  }

  /** Though nobody should ask, nothing is told. */
  @Test
  void whoAsksForOthersIsToldNothing() {
    addSecondWorkspace();
    ship(0, List.of(clicks(1, 3, "IS"), clicks(3, MANY, "NZ"), clicks(Click.NO_LINK, 2, "NO")));
    for (Scope scope : List.of(new Scope.OfWorkspace(1), new Scope.OfLink(1))) {
      assertThat(total(FIRST, scope)).isEqualTo(3);
      assertThat(total(SECOND, scope)).isZero();
      assertThat(countries(SECOND, scope)).isEmpty();
      assertThat(counts(SECOND, scope).series()).isEmpty();
    }
    for (Scope scope : List.of(new Scope.OfWorkspace(2), new Scope.OfLink(3))) {
      assertThat(total(SECOND, scope)).isEqualTo(MANY);
      assertThat(total(FIRST, scope)).isZero();
      assertThat(countries(FIRST, scope)).isEmpty();
      assertThat(counts(FIRST, scope).series()).isEmpty();
    }
    Query any = query(new Scope.OfLink(Click.NO_LINK));
    assertThat(FIRST.call(() -> stores.reports().stats().orphans(any, 10).total())).isEqualTo(2);
    assertThat(SECOND.call(() -> stores.reports().stats().orphans(any, 10).total())).isZero();
  }

  /** A reader's place moves on past what others do, or it would be read again and again. */
  @Test
  void eventsAreToldToTheirWorkspace() {
    addSecondWorkspace();
    EventFeed events = stores.reports().events();
    EventFeed.Position begin = SECOND.call(events::now);
    ship(0, List.of(clicks(1, 3, "IS"), clicks(3, 2, "NZ")));
    database.execute("UPDATE link SET target = 'http://c/' WHERE id = 1");
    database.execute("UPDATE link SET target = 'http://c/' WHERE id = 4");
    database.execute("UPDATE link SET target = 'http://d/' WHERE id = 1");
    EventFeed.Batch batch = SECOND.call(() -> events.after(begin, 100));
    assertThat(batch).isNotNull();
    assertThat(batch.changes()).extracting(EventFeed.LinkChange::linkId).containsExactly(4L);
    assertThat(batch.clicks()).extracting(SingleClick::linkId).containsExactly(3L, 3L);
    assertThat(batch.upTo()).isEqualTo(FIRST.call(events::now));
    EventFeed.Batch others = FIRST.call(() -> events.after(begin, 100));
    assertThat(others).isNotNull();
    // The first row of an epoch is no link's.
    assertThat(others.changes())
        .extracting(EventFeed.LinkChange::linkId)
        .containsExactly(0L, 1L, 1L);
    assertThat(others.clicks()).hasSize(3);
  }

  @Test
  void followersComeFromAllWorkspaces() {
    addSecondWorkspace();
    assertThat(stores.source().newest(10))
        .extracting(Link::id)
        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    assertThat(stores.source().newest(2)).extracting(Link::id).containsExactlyInAnyOrder(3L, 4L);
  }

  @Test
  void oldClicksStayWhereTheyWereCounted() {
    addSecondWorkspace();
    ship(0, List.of(clicks(1, 3, "IS"), clicks(3, 2, "NZ")));
    while (shipper.forgetBefore(LocalDate.now(ZoneOffset.UTC).plusDays(2))) {
      // Part by part.
    }
    assertThat(clicked(SECOND)).isEmpty();
    assertThat(countries(SECOND, new Scope.OfLink(3))).containsExactly(new Share("NZ", 2));
    assertThat(countries(FIRST, new Scope.OfLink(3))).isEmpty();
  }
}
