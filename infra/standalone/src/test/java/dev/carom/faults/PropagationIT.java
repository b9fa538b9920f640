package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.faults.Cluster.Programs;
import dev.carom.faults.Cluster.Server;
import dev.carom.faults.Rehearsal.Minted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long edits and recoveries take, printed rather than judged: only what is many times too long
 * fails.
 */
class PropagationIT {

  private static final int WARM_UP_EDITS = 100;
  private static final int EDITS = 300;
  private static final int EDITS_WITHOUT_NOTIFICATION = 30;
  private static final Duration FAR_TOO_LONG = Duration.ofSeconds(15);

  private static final String WITHOUT_NOTIFICATIONS =
      """
      DO $$ BEGIN
        EXECUTE replace(pg_get_functiondef('link_number_change'::regproc),
                        'PERFORM pg_notify(''carom_change'', '''');', '');
      END $$\
      """;

  @Test
  void editsAndRecoveriesComeToAnEnd(@TempDir Path folder) throws Exception {
    try (Rehearsal rehearsal = Rehearsal.open(folder, Programs.OURS)) {
      Cluster cluster = rehearsal.cluster();
      Minted link = rehearsal.mint();
      print("first edit, which waits for leases that may be forgotten", rehearsal.edit(link));
      Duration[] _ = edits(rehearsal, link, WARM_UP_EDITS);
      print("edit, three servers", edits(rehearsal, link, EDITS));

      rehearsal.victim().process().kill();
      print("edit, one of three servers killed", rehearsal.edit(link));
      rehearsal.victim().process().start();
      cluster.awaitReady();

      cluster.postgres().kill();
      cluster.postgres().start();
      long back = System.nanoTime();
      awaitTrue(() -> isAnsweredEverywhere(cluster, link));
      print("PostgreSQL back, until every server answers", since(back));
      awaitTrue(() -> rehearsal.tryToEdit(link, FAR_TOO_LONG));
      print("PostgreSQL back, until an edit has returned", since(back));

      RedisData redis = new RedisData(cluster.redis(), folder.resolve("redis"));
      redis.die();
      rehearsal.follow(link, Duration.ofSeconds(2));
      cluster.redis().start();
      back = System.nanoTime();
      awaitTrue(() -> {
        rehearsal.edit(link);
        return !redis.isEmpty();
      });
      print("Redis back, until it is used", since(back));

      cluster.database().execute(WITHOUT_NOTIFICATIONS);
      print("edit, no notifications", edits(rehearsal, link, EDITS_WITHOUT_NOTIFICATION));
      assertThat(Violation.stories(rehearsal.history().violations())).isEmpty();
    }
  }

  private static Duration[] edits(Rehearsal rehearsal, Minted link, int count) {
    Duration[] durations = new Duration[count];
    for (int i = 0; i < count; i++) {
      rehearsal.follow(link);
      durations[i] = rehearsal.edit(link);
    }
    Arrays.sort(durations);
    return durations;
  }

  private static boolean isAnsweredEverywhere(Cluster cluster, Minted link) throws IOException {
    for (Server server : cluster.redirects()) {
      try (HttpConnection connection = HttpConnection.open(server.process().port(), FAR_TOO_LONG)) {
        if (connection.ask("GET", "/" + link.code()).status() != 302) {
          return false;
        }
      }
    }
    return true;
  }

  private static void awaitTrue(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(FAR_TOO_LONG.multipliedBy(2))
        .pollInterval(Duration.ofMillis(10))
        .until(condition);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static void print(String what, Duration... sorted) {
    Duration median = sorted[sorted.length / 2];
    Duration late = sorted[sorted.length * 99 / 100];
    System.out.printf(
        "Propagation: %s: p50 %.1f ms, p99 %.1f ms%n", what, millis(median), millis(late));
    assertThat(late).as(what).isLessThan(FAR_TOO_LONG);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }
}
