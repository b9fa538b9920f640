package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.testing.TestDatabase;
import dev.carom.faults.AdminClient.Sent;
import dev.carom.faults.Answer.None;
import dev.carom.faults.Cluster.Programs;
import dev.carom.faults.Cluster.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The release before this one serves while the schema becomes this one's, both serve side by side
 * while servers are replaced one after the other, and one goes back: nothing that was acknowledged
 * is lost, every click is counted, and nobody is told to try again but while the schema changes,
 * when tables are held for moments.
 */
class UpgradeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration A_WHILE = Duration.ofSeconds(2);

  private final History history = new History();
  private final List<Replacement> replacements = new ArrayList<>();
  private Period migration = new Period(0, 0);

  /** In the history's time. */
  private record Period(long begun, long ended) {

    private boolean meets(long from, long to) {
      return from < ended && to > begun;
    }
  }

  /** When a server was stopped, and its successor was ready. */
  private record Replacement(String server, Period period) {

    private boolean explains(Follow follow) {
      return follow.server().equals(server) && period.meets(follow.begun(), follow.ended());
    }
  }

  /** An edit that was not acknowledged. */
  private record Failure(long begun, long ended, Sent sent) {}

  @Test
  void nobodyNoticesAnUpgrade(@TempDir Path folder) throws Exception {
    String previous = PreviousRelease.compile(folder.resolve("previous"));
    try (Cluster cluster =
        Cluster.open(folder, Programs.OURS.withClassPath(previous), new Cluster.Size(2, 2))) {
      TestDatabase database = cluster.database();
      long before = version(database);
      Traffic traffic = Traffic.start(cluster, history, "chosen", new SplittableRandom(1));
      Editing editing = Editing.start(cluster, history);
      try {
        Thread.sleep(A_WHILE);
        long begun = history.now();
        Migration.run(CaromProcess.classPath(), database);
        System.out.printf(
            "Upgrade: schema %d to %d in %d ms%n",
            before, version(database), Duration.ofNanos(history.now() - begun).toMillis());
        migration = new Period(begun, history.now());
        Thread.sleep(A_WHILE);
        assertThat(editing.stop())
            .as("edits that failed, but not for the schema was changed")
            .allMatch(failure -> migration.meets(failure.begun, failure.ended));
        assertThat(version(database)).isGreaterThan(before);
        for (Server server : cluster.servers().toList()) {
          replace(server, CaromProcess.classPath());
          Thread.sleep(A_WHILE.dividedBy(2));
        }
        Server back = cluster.redirects().getFirst();
        replace(back, previous);
        Thread.sleep(A_WHILE);
        replace(back, CaromProcess.classPath());
      } finally {
        traffic.stop();
      }
      Summary summary = new Summary(history.codes(), List.of());
      System.out.printf("Upgrade: %s", summary.text());
      assertThat(Violation.stories(history.violations())).isEmpty();
      assertThat(unexplained()).isEmpty();
      assertThat(summary.answered()).isGreaterThan(1_000);
      assertThat(summary.acknowledged()).isGreaterThan(50);
      Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertCounted(database));
    }
  }

  private static long version(TestDatabase database) {
    return database.number("SELECT max(version::int) FROM flyway_schema_history");
  }

  /** Stops a server as its service manager does, and starts what a class path has in its place. */
  private void replace(Server server, String classPath) throws IOException, InterruptedException {
    long begun = history.now();
    assertThat(server.process().terminate()).as("%s ends by itself", server.name()).isZero();
    server.process().become(classPath);
    server.process().start();
    Awaitility.await().atMost(PATIENCE).until(server.process()::isReady);
    replacements.add(new Replacement(server.name(), new Period(begun, history.now())));
  }

  /** Who got no answer, though the server was not being replaced, nor the schema changed. */
  private List<Follow> unexplained() {
    return history.codes().stream()
        .flatMap(code -> code.follows().stream())
        .filter(follow -> follow.answer() instanceof None)
        .filter(follow -> replacements.stream().noneMatch(one -> one.explains(follow)))
        .filter(follow -> !isHeldUp(follow))
        .toList();
  }

  private boolean isHeldUp(Follow follow) {
    return follow.answer().equals(new None("status 503"))
        && migration.meets(follow.begun(), follow.ended());
  }

  private void assertCounted(TestDatabase database) {
    List<Answer> answers =
        history.codes().stream()
            .flatMap(code -> code.follows().stream())
            .map(Follow::answer)
            .toList();
    long redirected = answers.stream().filter(Answer.Target.class::isInstance).count();
    long inDoubt = answers.stream().filter(answer -> answer.equals(new None("lost"))).count();
    assertThat(
            database.number("SELECT coalesce(sum(clicks), 0) FROM click_count WHERE link_id > 0"))
        .isBetween(redirected, redirected + inDoubt);
  }

  /** Somebody who edits a link again and again on every admin API, and notes what fails. */
  private record Editing(Thread thread, List<Failure> failures, CompletableFuture<Void> over) {

    private static Editing start(Cluster cluster, History history) {
      List<AdminClient> admins =
          cluster.admins().stream().map(server -> new AdminClient(server.process())).toList();
      Sent minted =
          admins.getFirst().mint("https://example.com/", "edited-again-and-again", PATIENCE);
      String id = ((Sent.Done) minted).link().get("id").stringValue();
      List<Failure> failures = new ArrayList<>();
      CompletableFuture<Void> over = new CompletableFuture<>();
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; !over.isDone(); i++) {
                  AdminClient admin = admins.get(i % admins.size());
                  long begun = history.now();
                  Sent edited = admin.edit(id, "https://example.com/" + i, PATIENCE);
                  if (!(edited instanceof Sent.Done)) {
                    failures.add(new Failure(begun, history.now(), edited));
                  }
                }
              });
      return new Editing(thread, failures, over);
    }

    /** Ends it, and returns what failed. */
    private List<Failure> stop() throws InterruptedException {
      over.complete(null);
      thread.join();
      return failures;
    }
  }
}
