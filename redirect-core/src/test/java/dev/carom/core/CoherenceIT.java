package dev.carom.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.change.Barrier;
import dev.carom.core.change.ChangeLog;
import dev.carom.core.change.Lease;
import dev.carom.core.change.Propagation;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Blocked;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.safety.TargetRule;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feeds, leases and the barrier on one real PostgreSQL. */
class CoherenceIT {

  private static final Barrier.Timing PROPAGATION =
      new Barrier.Timing(Lease.LENGTH, Duration.ofMillis(250), Duration.ofSeconds(6));

  private final TestDatabase database = TestStores.freshDatabase().migrated();
  private final ResourceStack resources = new ResourceStack();
  private final Stores stores = stores();
  private final Barrier barrier =
      resources.add(Barrier.open(stores.leases(), PROPAGATION, new SimpleMeterRegistry()));

  private Stores stores() {
    Map<String, String> settings = database.settings();
    return Stores.open(
        "test",
        Configuration.of(
            settings, List.of(PostgresConfig.class, RedisConfig.class, CodeConfig.class)),
        new SimpleMeterRegistry(),
        resources);
  }

  private Node node(Lease.OnPartition onPartition) {
    return Node.start(stores, onPartition, resources);
  }

  private Link mint(@Nullable String code) {
    NewLink link =
        new NewLink(
            new TargetUrl("https://example.com/0"),
            RedirectStatus.FOUND,
            null,
            null,
            code == null ? null : new ShortCode(code));
    return ((Minted.Created) stores.links().mint(List.of(link)).getFirst()).link();
  }

  private Link edit(Link link, int round) {
    TargetUrl target = new TargetUrl("https://example.com/" + round);
    Link edited = stores.links().edit(link.id(), new LinkEdit(target, null, null, null));
    assertThat(edited).isNotNull();
    return Objects.requireNonNull(edited);
  }

  /** The barrier first waits out whatever may have been before it. */
  @BeforeEach
  void awaitBarrier() {
    assertThat(barrier.await(0).complete()).isTrue();
  }

  @AfterEach
  void close() {
    resources.close();
  }

  @Test
  void anEditIsEverywhereWhenTheBarrierSaysSo() {
    Node first = node(Lease.OnPartition.SERVE);
    Node second = node(Lease.OnPartition.SERVE);
    Link link = mint(null);
    for (int round = 1; round <= 50; round++) {
      first.follow(link.code());
      second.follow(link.code());
      Link edited = edit(link, round);
      Propagation propagation = barrier.await(edited.version());
      assertThat(propagation.complete()).isTrue();
      assertThat(propagation.servers()).isEqualTo(2);
      assertThat(propagation.lapsed()).isZero();
      for (Node node : List.of(first, second)) {
        assertThat(node.follow(link.code()))
            .isInstanceOfSatisfying(
                Found.class, found -> assertThat(found.target()).isEqualTo(edited.target()));
      }
    }
    assertThat(first.holds(link.code())).isTrue();
    assertThat(first.gauge("carom.changes.lag")).isZero();
    assertThat(first.gauge("carom.lease.age")).isLessThan(2);
  }

  @Test
  void aChosenCodeIsKnownOfAndAGeneratedOneIsFound() {
    Node node = node(Lease.OnPartition.SERVE);
    ShortCode chosen = new ShortCode("chosen-code");
    assertThat(node.follow(chosen)).isInstanceOf(Missing.class);
    Link custom = mint("chosen-code");
    assertThat(barrier.await(custom.version()).complete()).isTrue();
    assertThat(node.follow(chosen)).isInstanceOf(Found.class);

    Link generated = mint(null);
    assertThat(node.follow(generated.code())).isInstanceOf(Found.class);
  }

  @Test
  void aDeadServerIsWaitedForUntilItsLeaseIsOver() {
    database.execute("INSERT INTO lease VALUES (gen_random_uuid(), 1, 0, true, 'dead', now())");
    Node node = node(Lease.OnPartition.SERVE);
    Link edited = edit(mint(null), 1);
    Propagation propagation = barrier.await(edited.version());
    assertThat(propagation.complete()).isTrue();
    assertThat(propagation.servers()).isEqualTo(1);
    assertThat(propagation.lapsed()).isEqualTo(1);
    assertThat(propagation.waitedMillis()).isBetween(1500L, 2750L);
    assertThat(node.resolver().isCoherent()).isTrue();
  }

  @Test
  void aServerWhoseLeaseIsRevokedJoinsAgain() {
    Node node = node(Lease.OnPartition.REFUSE);
    double joins = node.counter("carom.lease.joins");
    database.execute("UPDATE lease SET live = false");
    Awaitility.await().until(() -> node.counter("carom.lease.joins") > joins);
    Awaitility.await().until(node.resolver()::isCoherent);
    assertThat(database.number("SELECT count(*) FROM lease WHERE live")).isEqualTo(1);
  }

  @Test
  void aNewEpochVoidsCachesAndPassesOverNumbersAndIds() {
    Node node = node(Lease.OnPartition.SERVE);
    Link before = mint(null);
    node.follow(before.code());
    Link edited = edit(before, 1);
    double voided = node.counter("carom.caches.voided");

    database.execute("UPDATE installation SET incarnation = 'before a restore'");
    Link after = mint(null);
    assertThat(after.id()).isGreaterThan(before.id() + 1_000_000);
    Awaitility.await().until(() -> node.counter("carom.caches.voided") > voided);
    Link editedAfter = edit(before, 2);
    assertThat(database.number("SELECT epoch FROM installation"))
        .isGreaterThan(edited.version())
        .isLessThan(editedAfter.version());
    assertThat(barrier.await(editedAfter.version()).waitedMillis()).isGreaterThan(1000);
    assertThat(node.follow(before.code()))
        .isInstanceOfSatisfying(
            Found.class, found -> assertThat(found.target()).isEqualTo(editedAfter.target()));
  }

  @Test
  void theBlocklistHoldsInTheNextEpochToo() {
    Node before = node(Lease.OnPartition.SERVE);
    assertThat(stores.blocklist().add(TargetRule.parse("example.com"), "spam")).isNotNull();
    double voided = before.counter("carom.caches.voided");
    database.execute("UPDATE installation SET incarnation = 'before a restore'");
    Link link = mint(null);
    Awaitility.await().until(() -> before.counter("carom.caches.voided") > voided);
    for (Node node : List.of(before, node(Lease.OnPartition.SERVE))) {
      assertThat(node.follow(link.code())).isInstanceOf(Blocked.class);
    }
  }

  @Test
  void whoeverFellBehindPrunedChangesStartsOver() {
    Node node = node(Lease.OnPartition.SERVE);
    Link link = mint(null);
    node.follow(link.code());
    double voided = node.counter("carom.caches.voided");
    database.execute("UPDATE installation SET pruned = (SELECT max(seq) + 100 FROM link_change)");
    Awaitility.await().until(() -> node.counter("carom.caches.voided") > voided);
    database.execute("SELECT setval('link_change_seq', (SELECT pruned FROM installation))");
    assertThat(node.holds(link.code())).isFalse();
    Awaitility.await().until(node.resolver()::isCoherent);
    assertThat(node.follow(link.code())).isInstanceOf(Found.class);
  }

  @Test
  void fewChangesAreKeptWhoeverPrunes() {
    Node node = node(Lease.OnPartition.SERVE);
    Link edited = edit(mint(null), 1);
    assertThat(barrier.await(edited.version()).complete()).isTrue();
    long changes = database.number("SELECT count(*) FROM link_change");
    prune();
    assertThat(database.number("SELECT count(*) FROM link_change")).isEqualTo(changes);
    node.follow(edited.code());
    assertThat(node.holds(edited.code())).as("what is read can still be cached").isTrue();
  }

  @Test
  void aMillionChangesAreKeptAndWhatALiveServerHasNotApplied() {
    database.execute(
        """
        SET session_replication_role = replica;
        INSERT INTO link_change (seq, link_id)
        SELECT nextval('link_change_seq'), 1 FROM generate_series(1, 1000500)\
        """);
    database.execute(
        """
        INSERT INTO lease SELECT gen_random_uuid(), 1, min(seq) + 10, true, 'slow', now()
        FROM link_change\
        """);
    long changes = database.number("SELECT count(*) FROM link_change");
    prune();
    assertThat(database.number("SELECT count(*) FROM link_change")).isEqualTo(changes - 11);
    database.execute("UPDATE lease SET live = false");
    prune();
    assertThat(database.number("SELECT count(*) FROM link_change")).isEqualTo(1_000_000);
    assertThat(
            database.number("SELECT pruned - (SELECT min(seq) FROM link_change) FROM installation"))
        .isEqualTo(-1);
  }

  private void prune() {
    try (ChangeLog.Session session = stores.changes().open()) {
      session.prune();
    }
  }

  @Test
  void withoutNotificationsAnEditStillArrives() {
    Node node = node(Lease.OnPartition.SERVE);
    database.execute(
        """
        DO $$ BEGIN
          EXECUTE replace(pg_get_functiondef('link_number_change'::regproc),
                          'PERFORM pg_notify(''carom_change'', '''');', '');
        END $$\
        """);
    Link link = mint(null);
    node.follow(link.code());
    Link edited = edit(link, 1);
    Propagation propagation = barrier.await(edited.version());
    assertThat(propagation.complete()).isTrue();
    assertThat(propagation.waitedMillis()).isLessThan(2000);
    assertThat(propagation.lapsed()).isZero();
  }

  @Test
  void aDeletedLinkIsGone() {
    Node node = node(Lease.OnPartition.SERVE);
    Link link = mint("to-be-deleted");
    barrier.await(link.version());
    node.follow(link.code());
    Link deleted = Objects.requireNonNull(stores.links().delete(link.id()));
    barrier.await(deleted.version());
    assertThat(node.follow(link.code())).isInstanceOf(Gone.class);
  }

  @Test
  void aServerThatLeavesIsNotWaitedFor() {
    Node node = node(Lease.OnPartition.SERVE);
    assertThat(database.number("SELECT count(*) FROM lease")).isEqualTo(1);
    assertThat(node.lease().isValid(System.nanoTime())).isTrue();
    close();
    assertThat(database.number("SELECT count(*) FROM lease")).isZero();
  }
}
