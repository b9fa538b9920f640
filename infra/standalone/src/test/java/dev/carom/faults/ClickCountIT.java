package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.faults.Cluster.Programs;
import dev.carom.faults.Rehearsal.Minted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every redirect that a follower got is counted, and counted once, though the server is killed
 * while it answers, and PostgreSQL dies and hangs. What a killed server had just answered or was
 * just about to may count without the follower's knowing.
 */
class ClickCountIT {

  private static final int FOLLOWERS = 6;
  private static final int KILLS = Integer.getInteger("carom.test.kills", 5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(1_500);

  private final AtomicLong redirected = new AtomicLong();

  /** Requests whose connection ended before their answer came. */
  private final AtomicLong inDoubt = new AtomicLong();

  private volatile boolean over;

  @Test
  void whatWasAnsweredIsCounted(@TempDir Path folder) throws Exception {
    try (Rehearsal rehearsal = Rehearsal.open(folder, Programs.OURS)) {
      Minted link = rehearsal.mint();
      CaromProcess server = rehearsal.victim().process();
      List<Thread> followers = followers(server, "/" + link.code());
      for (int kill = 1; kill <= KILLS; kill++) {
        Thread.sleep(BETWEEN_KILLS);
        upset(rehearsal.cluster(), kill);
        server.kill();
        server.start();
      }
      rehearsal.cluster().awaitReady();
      Thread.sleep(BETWEEN_KILLS);
      over = true;
      for (Thread follower : followers) {
        follower.join();
      }
      assertThat(redirected).hasValueGreaterThan(1_000);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(counted(rehearsal.cluster()))
                  .isBetween(redirected.get(), redirected.get() + inDoubt.get()));
      // Nothing comes later: a journal that was shipped twice would show by now.
      Thread.sleep(BETWEEN_KILLS);
      long counted = counted(rehearsal.cluster());
      System.out.printf(
          "Clicks: %d redirects, %d in doubt, %d counted%n",
          redirected.get(), inDoubt.get(), counted);
      assertThat(counted).isBetween(redirected.get(), redirected.get() + inDoubt.get());
      assertThat(rehearsal.cluster().database().number("SELECT count(*) FROM click"))
          .isEqualTo(
              rehearsal
                  .cluster()
                  .database()
                  .number("SELECT sum(clicks) FROM click_count WHERE link_id <> 0"));
    }
  }

  /** Once PostgreSQL is down for a while, and once it hangs. */
  private static void upset(Cluster cluster, int kill) throws IOException, InterruptedException {
    if (kill == 2) {
      cluster.postgres().kill();
      Thread.sleep(BETWEEN_KILLS);
      cluster.postgres().start();
    } else if (kill == 4) {
      Signals.pause(cluster.postgres().pid());
      Thread.sleep(BETWEEN_KILLS);
      Signals.resume(cluster.postgres().pid());
    }
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
