package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.AdminMain;
import dev.carom.admin.HastyAdminMain;
import dev.carom.faults.Cluster.Programs;
import dev.carom.faults.Rehearsal.Minted;
import dev.carom.redirect.RedirectMain;
import dev.carom.redirect.WeakenedRedirectMain;
import dev.carom.redirect.WeakenedRedirectMain.Weakness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that lack one protection each are caught, and those that lack none are not, by the same
 * events.
 */
class CheckerCatchesFaultsIT {

  private static final int ROUNDS = 6;
  private static final Duration TRAFFIC_LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private interface Events {
    void happen(Rehearsal rehearsal) throws Exception;
  }

  private static Programs weakened(Weakness weakness) {
    return new Programs(
        WeakenedRedirectMain.class.getName(),
        AdminMain.class.getName(),
        List.of("-D%s=%s".formatted(WeakenedRedirectMain.WEAKNESS, weakness)));
  }

  /** Lets something happen some times, until it is noticed. */
  private String violations(Programs programs, Events events) throws Exception {
    try (Rehearsal rehearsal =
        new Rehearsal(Cluster.open(folder, programs, new Cluster.Size(1, 1)))) {
      for (int i = 0; i < ROUNDS && rehearsal.history().violations().isEmpty(); i++) {
        events.happen(rehearsal);
      }
      return Violation.stories(rehearsal.history().violations());
    }
  }

  /** A change that is made while its code is read. */
  private static void overtake(Rehearsal rehearsal) throws InterruptedException {
    Minted link = rehearsal.mint();
    rehearsal.editAtLast(link);
    rehearsal.follow(link);
    Thread.sleep(50);
    rehearsal.editAtLast(link);
    rehearsal.follow(link, Duration.ofSeconds(1));
  }

  /** A change that is made while a server is paused for longer than its lease. */
  private static void pause(Rehearsal rehearsal) throws Exception {
    Minted link = rehearsal.mint();
    rehearsal.follow(link, Duration.ofMillis(200));
    rehearsal.victim().process().pause();
    try {
      rehearsal.editAtLast(link);
      rehearsal.follow(link, Duration.ofMillis(100));
    } finally {
      rehearsal.victim().process().resume();
    }
    rehearsal.follow(link, Duration.ofSeconds(1));
  }

  @Test
  void intactServersAnswerRightAfterAPause() throws Exception {
    assertThat(violations(Programs.OURS, CheckerCatchesFaultsIT::pause)).isEmpty();
  }

  @Test
  void intactServersAnswerRightHoweverSlowTheirStores() throws Exception {
    assertThat(violations(weakened(Weakness.SLOW_STORES), CheckerCatchesFaultsIT::overtake))
        .isEmpty();
  }

  @Test
  void readingsWithoutAsOfAreCaught() throws Exception {
    assertThat(violations(weakened(Weakness.NO_AS_OF), CheckerCatchesFaultsIT::overtake))
        .isNotEmpty();
  }

  @Test
  void anEndlessLeaseIsCaught() throws Exception {
    assertThat(violations(weakened(Weakness.NO_LEASE), CheckerCatchesFaultsIT::pause)).isNotEmpty();
  }

  @Test
  void aJoinWithoutReadingIsCaught() throws Exception {
    assertThat(violations(weakened(Weakness.NO_READING_AT_JOIN), CheckerCatchesFaultsIT::pause))
        .isNotEmpty();
  }

  @Test
  void editsThatWaitForNobodyAreCaughtByAnyTraffic() throws Exception {
    Programs hasty =
        new Programs(RedirectMain.class.getName(), HastyAdminMain.class.getName(), List.of());
    History history = new History();
    try (Cluster cluster = Cluster.open(folder, hasty, new Cluster.Size(2, 1))) {
      Traffic traffic = Traffic.start(cluster, history, "chosen", new SplittableRandom(1));
      try {
        long end = history.now() + TRAFFIC_LIMIT.toNanos();
        while (history.violations().isEmpty() && history.now() < end) {
          Thread.sleep(200);
        }
      } finally {
        traffic.stop();
      }
    }
    assertThat(history.violations()).isNotEmpty();
  }
}
