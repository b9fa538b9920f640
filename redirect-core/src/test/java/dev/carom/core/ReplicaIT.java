package dev.carom.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.change.Barrier;
import dev.carom.core.change.Lease;
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
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.testing.Backup;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import dev.carom.embedded.EmbeddedPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real streaming replica, which lags, hangs and dies. */
class ReplicaIT {

  private static final Barrier.Timing PROPAGATION =
      new Barrier.Timing(Lease.LENGTH, Duration.ofMillis(250), Duration.ofSeconds(6));

  private final ResourceStack resources = new ResourceStack();

  @TempDir private Path folder;
  private EmbeddedPostgres primary;
  private EmbeddedPostgres replica;
  private TestDatabase database;
  private TestDatabase replicaDatabase;
  private Stores stores;
  private Barrier barrier;
  private Node node;

  @BeforeEach
  void start() throws Exception {
    Path primaryFolder = folder.resolve("primary");
    primary = resources.add(TestStores.startPostgres(primaryFolder));
    database = TestDatabase.on(primary).migrated();
    replica = resources.add(startReplica(primary, primaryFolder, folder.resolve("replica")));
    String name = database.url().substring(database.url().lastIndexOf('/') + 1);
    replicaDatabase =
        new TestDatabase(
            replica.jdbcUrl(name), database.user(), database.password(), database.secret());
    Map<String, String> settings = database.settings();
    settings.put("postgres.replica-urls", replicaDatabase.url());
    stores =
        Stores.open(
            "test",
            Configuration.of(
                settings, List.of(PostgresConfig.class, RedisConfig.class, CodeConfig.class)),
            new SimpleMeterRegistry(),
            resources);
    barrier = resources.add(Barrier.open(stores.leases(), PROPAGATION, new SimpleMeterRegistry()));
    node = Node.start(stores, Lease.OnPartition.SERVE, resources);
  }

  /** Has a replica stream from a server, whose superuser and password are its own. */
  private static EmbeddedPostgres startReplica(EmbeddedPostgres primary, Path from, Path to)
      throws Exception {
    Path data = Files.createDirectories(to).resolve("postgres");
    var _ = Backup.take(primary, from.resolve("postgres"), data);
    Files.createFile(data.resolve("standby.signal"));
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=%s port=%d user=%s password=%s'%n"
            .formatted(primary.host(), primary.port(), primary.superuser(), primary.password()),
        StandardOpenOption.APPEND);
    Path secrets = Files.createDirectories(to.resolve("secrets"));
    Files.writeString(secrets.resolve("postgres-password"), primary.password());
    return TestStores.startPostgres(to);
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private Link mint() {
    NewLink link =
        new NewLink(new TargetUrl("https://example.com/0"), RedirectStatus.FOUND, null, null, null);
    return ((Minted.Created) stores.links().mint(List.of(link)).getFirst()).link();
  }

  private Link edit(Link link, int round) {
    TargetUrl target = new TargetUrl("https://example.com/" + round);
    Link edited =
        Objects.requireNonNull(
            stores.links().edit(link.id(), new LinkEdit(target, null, null, null)));
    assertThat(barrier.await(edited.version()).complete()).isTrue();
    return edited;
  }

  private void assertFollowed(Link link) {
    assertThat(node.follow(link.code()))
        .isInstanceOfSatisfying(
            Found.class, found -> assertThat(found.target()).isEqualTo(link.target()));
  }

  private void awaitReplicated(Link link) {
    // A replica that has lost its primary tries again every 5 s.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            replicaDatabase.number(
                    "SELECT count(*) FROM link WHERE id = %d AND target = '%s'"
                        .formatted(link.id(), link.target().value()))
                == 1);
  }

  @Test
  void aReplicaIsReadInsteadOfThePrimary() {
    Link link = mint();
    awaitReplicated(link);
    long ofPrimary = node.reads("postgres");
    assertFollowed(link);
    assertThat(node.holds(link.code())).isTrue();
    assertThat(node.reads("replica")).isEqualTo(1);
    assertThat(node.reads("postgres")).isEqualTo(ofPrimary);
  }

  /** It was started before the primary was restarted, and has not heard of the last changes. */
  @Test
  void aReplicaThatIsPromotedNumbersItsChangesBeyondThoseItHasNotHeardOf() {
    primary.restart();
    Link link = Awaitility.await().ignoreExceptions().until(this::mint, _ -> true);
    awaitReplicated(link);
    replicaDatabase.execute("ALTER SYSTEM SET primary_conninfo = ''");
    replicaDatabase.execute("SELECT pg_reload_conf()");
    Awaitility.await()
        .until(() -> replicaDatabase.number("SELECT count(*) FROM pg_stat_wal_receiver") == 0);
    for (int round = 1; round <= 100; round++) {
      link =
          Objects.requireNonNull(
              stores
                  .links()
                  .edit(
                      link.id(),
                      new LinkEdit(
                          new TargetUrl("https://example.com/" + round), null, null, null)));
    }
    assertThat(replicaDatabase.number("SELECT pg_promote()::int")).isEqualTo(1);
    assertThat(replicaDatabase.number("SELECT carom_epoch()")).isGreaterThan(link.version());
  }

  @Test
  void whatAReplicaHasNotHeardOfYetIsReadFromThePrimary() {
    Link link = mint();
    awaitReplicated(link);
    assertFollowed(link);
    replicaDatabase.execute("SELECT pg_wal_replay_pause()");
    Link edited = link;
    for (int round = 1; round <= 20; round++) {
      edited = edit(link, round);
      assertFollowed(edited);
    }
    assertThat(node.reads("replica")).as("each of them had asked the replica first").isEqualTo(21);
    assertFollowed(mint());

    Link deleted = mint();
    assertFollowed(deleted);
    Link gone = Objects.requireNonNull(stores.links().delete(deleted.id()));
    assertThat(barrier.await(gone.version()).complete()).isTrue();
    assertThat(node.follow(deleted.code())).isInstanceOf(Gone.class);

    replicaDatabase.execute("SELECT pg_wal_replay_resume()");
    awaitReplicated(edited);
    Link again = edit(edited, 100);
    awaitReplicated(again);
    long ofPrimary = node.reads("postgres");
    assertFollowed(again);
    assertThat(node.reads("postgres")).as("the replica has caught up").isEqualTo(ofPrimary);
  }

  @Test
  void aReplicaThatHangsOrDiesIsDoneWithout() {
    assertFollowed(mint());
    replica.pause();
    // Until its deadline is over for the first time and the breaker opens.
    Awaitility.await().until(() -> node.follow(mint().code()) instanceof Found);
    for (int i = 0; i < 20; i++) {
      assertFollowed(mint());
    }
    replica.resume();
    replica.kill();
    for (int i = 0; i < 20; i++) {
      assertFollowed(mint());
    }
  }
}
