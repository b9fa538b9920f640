package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.faults.Cluster.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every redirect that a follower got is counted, and counted once, though the server is killed
 * while it answers, PostgreSQL dies and hangs, and in the end is away for so long that the journal
 * reaches its bound: what is then dropped, the server says. What a killed server had just answered
 * or was just about to may count without the follower's knowing.
 *
 * <p>{@code carom.test.kills}, {@code carom.test.down} and {@code carom.test.hung} make it longer:
 * how often the server is killed, and how many milliseconds PostgreSQL is down and hangs.
 */
class ClickCountIT {

  private static final int FOLLOWERS = 6;
  private static final int KILLS = Integer.getInteger("carom.test.kills", 4);
  private static final Duration DOWN = millis("carom.test.down");
  private static final Duration HUNG = millis("carom.test.hung");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(1_500);

  /**
   * Holds what comes while PostgreSQL is away, at up to some 30,000 clicks of 30 bytes a second,
   * beside as much that was shipped.
   */
  private static final long JOURNAL_MIB = 2 + 2 * DOWN.plus(HUNG).toSeconds();

  private static final Programs SERVING =
      Programs.OURS.with(
          Map.of("redirect.on-partition", "serve", "click.max-journal-size", JOURNAL_MIB + "MiB"));

  private final AtomicLong redirected = new AtomicLong();

  /** Requests whose connection ended before their answer came. */
  private final AtomicLong inDoubt = new AtomicLong();

  private volatile boolean over;

  private static Duration millis(String property) {
    return Duration.ofMillis(Integer.getInteger(property, 1_500));
  }

  @Test
  void whatWasAnsweredIsCounted(@TempDir Path folder) throws Exception {
    try (Rehearsal rehearsal = Rehearsal.open(folder, SERVING)) {
      Cluster cluster = rehearsal.cluster();
      CaromProcess server = rehearsal.victim().process();
      List<Thread> followers = followers(server, "/" + rehearsal.mint().code());
      for (int kill = 1; kill <= KILLS; kill++) {
        Thread.sleep(BETWEEN_KILLS);
        upset(cluster, kill);
        assertThat(dropped(server)).as("clicks dropped before kill %d", kill).isZero();
        server.kill();
        server.start();
      }
      cluster.awaitReady();
      overflow(cluster, server);
      cluster.awaitReady();
      Thread.sleep(BETWEEN_KILLS);
      over = true;
      for (Thread follower : followers) {
        follower.join();
      }
      assertThat(redirected).hasValueGreaterThan(1_000);
      long dropped = dropped(server);
      assertThat(dropped).isPositive();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertCounted(cluster, dropped));
      // Nothing comes later: a journal that was shipped twice would show by now.
      Thread.sleep(BETWEEN_KILLS);
      System.out.printf(
          "Clicks: %d redirects, %d in doubt, %d dropped, %d counted%n",
          redirected.get(), inDoubt.get(), dropped, counted(cluster));
      assertCounted(cluster, dropped);
      assertThat(cluster.database().number("SELECT count(*) FROM click"))
          .isEqualTo(
              cluster.database().number("SELECT sum(clicks) FROM click_count WHERE link_id <> 0"));
    }
  }

  /** Once PostgreSQL is down for a while, and once it hangs. */
  private static void upset(Cluster cluster, int kill) throws IOException, InterruptedException {
    if (kill == 2) {
      cluster.postgres().kill();
      Thread.sleep(DOWN);
      cluster.postgres().start();
    } else if (kill == 4) {
      Signals.pause(cluster.postgres().pid());
      Thread.sleep(HUNG);
      Signals.resume(cluster.postgres().pid());
    }
  }

  /** PostgreSQL is down until the journal has no more room. */
  private static void overflow(Cluster cluster, CaromProcess server)
      throws IOException, InterruptedException {
    cluster.postgres().kill();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30 + 3 * JOURNAL_MIB))
        .until(() -> dropped(server) > 0);
    cluster.postgres().start();
  }

  private static long dropped(CaromProcess server) throws IOException {
    return Math.round(server.meter("carom_clicks_dropped_total"));
  }

  private void assertCounted(Cluster cluster, long dropped) {
    assertThat(counted(cluster) + dropped)
        .isBetween(redirected.get(), redirected.get() + inDoubt.get());
  }

  private static long counted(Cluster cluster) {
    return cluster
        .database()
        .number("SELECT coalesce(sum(clicks), 0) FROM click_count WHERE link_id > 0");
  }

  private List<Thread> followers(CaromProcess server, String path) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < FOLLOWERS; i++) {
      threads.add(Thread.ofVirtual().start(() -> follow(server, path)));
    }
    return threads;
  }

  private void follow(CaromProcess server, String path) {
    @Nullable HttpConnection connection = null;
    while (!over) {
      boolean asked = false;
      try {
        if (connection == null || connection.port() != server.port()) {
          connection = HttpConnection.open(server.port(), PATIENCE);
        }
        asked = true;
        if (connection.ask("GET", path).status() == 302) {
          redirected.incrementAndGet();
        }
      } catch (IOException | IllegalArgumentException _) {
        inDoubt.addAndGet(asked ? 1 : 0);
        connection = null;
      }
    }
  }
}
