package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster under traffic and faults. {@code -Dcarom.test.faults.seed=N} repeats a run's faults and
 * choices, if not its timing, and {@code -Dcarom.test.faults.seconds=N} makes it longer.
 */
class FaultsIT {

  private static final long SEED =
      Long.getLong("carom.test.faults.seed", System.nanoTime() % 1_000_000);
  private static final Duration TIME =
      Duration.ofSeconds(Long.getLong("carom.test.faults.seconds", 60));

  /** How many of what must have happened in a second, so that nothing passes by doing nothing. */
  private static final double LEAST_FOLLOWS = 20;

  private static final double LEAST_OPERATIONS = 1;
  private static final double LEAST_FAULTS = 0.05;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final History history = new History();

  @Test
  void noFollowerGetsWhatThePromiseForbids(@TempDir Path folder) throws Exception {
    System.out.printf("Faults: seed %d, %d s%n", SEED, TIME.toSeconds());
    try (Cluster cluster = Cluster.open(folder, Cluster.Programs.OURS)) {
      Chaos chaos =
          new Chaos(
              new Faults(cluster, new Restores(cluster, history), random.split()),
              history,
              random.split());
      Traffic traffic = Traffic.start(cluster, history, "chosen", random.split());
      try {
        chaos.run(TIME);
        cluster.awaitReady();
      } finally {
        traffic.stop();
      }
      audit(cluster);
      Summary summary = new Summary(history.codes(), chaos.incidents());
      List<Violation> violations = history.violations();
      System.out.printf(
          "Faults: seed %d%n%sheld back: %d, violations: %d%n%s",
          SEED,
          summary.text(),
          traffic.heldBack(),
          violations.size(),
          Violation.stories(violations));
      Logs logs = new Logs(folder.resolve("log"));
      logs.warnings().forEach((line, count) -> System.out.printf("Faults: %d x %s%n", count, line));
      assertThat(violations.size()).as("seed %d", SEED).isZero();
      assertThat(cluster.servers().filter(server -> server.process().endedByItself())).isEmpty();
      assertThat(logs.alarms()).isEmpty();
      assertThat(summary.answered()).isGreaterThan(least(LEAST_FOLLOWS));
      assertThat(summary.acknowledged()).isGreaterThan(least(LEAST_OPERATIONS));
      assertThat(chaos.incidents()).hasSizeGreaterThan((int) least(LEAST_FAULTS));
    }
  }

  /** What the database says in the end must be what somebody wrote, and nothing older. */
  private void audit(Cluster cluster) throws SQLException {
    long begun = history.now();
    Map<String, Answer> truth = Truth.of(cluster.database()).read();
    long ended = history.now();
    for (CodeHistory code : history.codes()) {
      Answer answer = truth.getOrDefault(code.code(), Answer.ABSENT);
      history.add(code.code(), new Follow("database", begun, ended, answer));
    }
  }

  private static long least(double perSecond) {
    return (long) (perSecond * TIME.toSeconds());
  }
}
