package dev.carom.faults;

import dev.carom.faults.Cluster.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The faults that a cluster is put through, dealt like cards: each kind once before any comes
 * again. Used by one thread; what is dealt may be used by another.
 */
final class Faults {

  private static final String POSTGRES = "postgres";
  private static final String REDIS = "redis";
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final int BACK_UP_ONE_IN = 4;
  private static final int TWO_PER_CENT = 35;

  private final Cluster cluster;
  private final Restores restores;
  private final RedisData redis;
  private final SplittableRandom random;
  private final List<Card> deck = new ArrayList<>();
  private boolean restoring = true;

  /** Makes a fault of one kind, whose victim and length are chosen then. */
  private interface Card {
    Fault play() throws IOException, SQLException;
  }

  Faults(Cluster cluster, Restores restores, SplittableRandom random) {
    this.cluster = cluster;
    this.restores = restores;
    this.redis = new RedisData(cluster.redis(), cluster.folder().resolve(REDIS));
    this.random = random;
  }

  /** The same, but that PostgreSQL is never restored to an earlier time. */
  Faults withoutRestores() {
    restoring = false;
    return this;
  }

  /** One fault, or two that have no victim in common. To be called while all is well. */
  List<Fault> deal() throws IOException, SQLException {
    if (restoring && random.nextInt(BACK_UP_ONE_IN) == 0) {
      restores.backUpAgain();
    }
    Fault first = deal(Set.of());
    return random.nextInt(100) < TWO_PER_CENT
        ? List.of(first, deal(first.victims()))
        : List.of(first);
  }

  private Fault deal(Set<String> struck) throws IOException, SQLException {
    while (true) {
      if (deck.isEmpty()) {
        shuffle();
      }
      Fault fault = deck.removeLast().play();
      if (fault.victims().stream().noneMatch(struck::contains)) {
        return fault;
      }
    }
  }

  private void shuffle() {
    List<Card> cards =
        new ArrayList<>(
            List.of(
                () -> paused("redirect server paused for less than a lease", redirect(), 300, 1800),
                () ->
                    paused("redirect server paused for more than a lease", redirect(), 2200, 5000),
                this::pausedInRenewal,
                () -> killed("redirect server killed", redirect()),
                () -> paused("admin API paused", admin(), 500, 5000),
                () -> killed("admin API killed", admin()),
                this::redisPaused,
                this::redisKilled,
                this::redisFlushed,
                this::redisGoesBack,
                this::postgresPaused,
                this::postgresKilled,
                this::cut,
                this::delayed,
                this::held));
    if (restoring) {
      cards.add(this::postgresRestored);
    }
    WallClock.library().ifPresent(library -> cards.add(() -> clockOff(library)));
    while (!cards.isEmpty()) {
      deck.add(cards.remove(random.nextInt(cards.size())));
    }
  }

  private Server redirect() {
    return cluster.redirects().get(random.nextInt(cluster.redirects().size()));
  }

  private Server admin() {
    return cluster.admins().get(random.nextInt(cluster.admins().size()));
  }

  private Server any() {
    return random.nextInt(5) < 3 ? redirect() : admin();
  }

  private Duration millis(int from, int to) {
    return Duration.ofMillis(random.nextInt(from, to));
  }

  private Fault paused(String kind, Server server, int fromMillis, int toMillis) {
    CaromProcess process = server.process();
    return new Fault(
        kind, Set.of(server.name()), millis(fromMillis, toMillis), process::pause, process::resume);
  }

  /** Its way to PostgreSQL is so long that a renewal is on its way most of the time. */
  private Fault pausedInRenewal() {
    Server server = redirect();
    Duration delay = millis(60, 200);
    Duration until = millis(500, 1500);
    return new Fault(
        "redirect server paused in a renewal",
        Set.of(server.name(), way(server, POSTGRES)),
        millis(1500, 4000),
        () -> {
          server.postgres().delay(delay);
          Thread.sleep(until);
          server.process().pause();
        },
        () -> {
          server.process().resume();
          Thread.sleep(until);
          server.postgres().delay(AT_ONCE);
        });
  }

  private Fault killed(String kind, Server server) {
    CaromProcess process = server.process();
    return new Fault(kind, Set.of(server.name()), millis(0, 2000), process::kill, process::start);
  }

  private Fault clockOff(String library) {
    Server server = redirect();
    CaromProcess process = server.process();
    Map<String, String> off =
        WallClock.off(library, Duration.ofHours(random.nextBoolean() ? 1 : -1));
    return new Fault(
        "redirect server's wall clock off by an hour",
        Set.of(server.name()),
        millis(3000, 5000),
        () -> {
          process.kill();
          process.start(off);
        },
        () -> {
          process.kill();
          process.start();
        });
  }

  private Fault redisPaused() {
    return new Fault(
        "Redis paused",
        Set.of(REDIS),
        millis(300, 4000),
        redis.server()::pause,
        redis.server()::resume);
  }

  private Fault redisKilled() {
    return new Fault(
        "Redis killed", Set.of(REDIS), millis(0, 3000), redis::die, redis.server()::start);
  }

  private Fault redisFlushed() {
    return new Fault("Redis flushed", Set.of(REDIS), AT_ONCE, redis::flush, Fault.Step.NOTHING);
  }

  private Fault redisGoesBack() {
    return new Fault(
        "Redis back with older data",
        Set.of(REDIS),
        millis(1500, 4000),
        redis::snapshot,
        redis::goBack);
  }

  private Fault postgresPaused() {
    return new Fault(
        "PostgreSQL paused",
        Set.of(POSTGRES),
        millis(300, 4000),
        cluster.postgres()::pause,
        cluster.postgres()::resume);
  }

  private Fault postgresKilled() {
    return new Fault(
        "PostgreSQL killed",
        Set.of(POSTGRES),
        millis(0, 3000),
        cluster.postgres()::kill,
        cluster.postgres()::start);
  }

  private Fault postgresRestored() {
    boolean heldBack = random.nextBoolean();
    return new Fault(
        "PostgreSQL restored",
        Set.of(POSTGRES),
        AT_ONCE,
        () -> restores.restore(heldBack),
        Fault.Step.NOTHING);
  }

  private Fault cut() {
    return way("way cut", millis(200, 5000), way -> way::cut, way -> way::mend);
  }

  private Fault delayed() {
    Duration delay = millis(20, 250);
    return way(
        "way delayed",
        millis(1000, 5000),
        way -> () -> way.delay(delay),
        way -> () -> way.delay(AT_ONCE));
  }

  private Fault held() {
    return way("way held", millis(500, 6000), way -> way::hold, way -> way::letGo);
  }

  /** What is done to a way. */
  private interface Trouble {
    Fault.Step of(TcpProxy way);
  }

  private Fault way(String kind, Duration lasts, Trouble trouble, Trouble mend) {
    Server server = any();
    boolean toPostgres = random.nextInt(3) < 2;
    String store = toPostgres ? POSTGRES : REDIS;
    TcpProxy way = toPostgres ? server.postgres() : server.redis();
    return new Fault(
        "%s: %s to %s".formatted(kind, server.name().replaceAll("-\\d", ""), store),
        Set.of(way(server, store)),
        lasts,
        trouble.of(way),
        mend.of(way));
  }

  private static String way(Server server, String store) {
    return server.name() + " to " + store;
  }
}
