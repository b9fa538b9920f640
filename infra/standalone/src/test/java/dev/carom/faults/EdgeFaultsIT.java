package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.faults.AdminClient.Sent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No follower of a real Varnish gets what an edit has replaced, once the edit is answered, whatever
 * is broken meanwhile. A database that is restored to an earlier time is not among it: what the
 * edge has then, it keeps for its time.
 */
class EdgeFaultsIT {

  private static final long SEED =
      Long.getLong("carom.test.faults.seed", System.nanoTime() % 1_000_000);
  private static final Duration TIME =
      Duration.ofSeconds(Long.getLong("carom.test.edge.seconds", 25));

  private static final String TARGET = "https://example.com/value/";
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final History history = new History();

  private static Cluster.Programs programs(int varnishPort, String fetchTimeout) {
    return Cluster.Programs.OURS.withAdmin(
        Map.of(
            "edge.purger", "varnish",
            "edge.nodes", Varnish.url(varnishPort),
            "edge.fetch-timeout", fetchTimeout,
            "edge.interval", "100ms",
            "edge.max-ttl", "60s"));
  }

  /** The redirect servers behind a Varnish. */
  private record Behind(Varnish varnish, List<TcpProxy> ways) {

    private static Behind of(
        Cluster cluster, Path folder, int port, String patience, ResourceStack resources)
        throws IOException, InterruptedException {
      List<TcpProxy> ways = new ArrayList<>();
      for (Cluster.Server server : cluster.redirects()) {
        ways.add(resources.add(TcpProxy.to(server.process()::port)));
      }
      Varnish varnish =
          resources.add(
              Varnish.start(
                  folder.resolve("varnish"),
                  port,
                  ways.stream().map(TcpProxy::port).toList(),
                  patience));
      return new Behind(varnish, ways);
    }
  }

  @Test
  void noFollowerOfVarnishGetsWhatAnEditHasReplaced(@TempDir Path folder) throws Exception {
    System.out.printf("Edge faults: seed %d, %d s%n", SEED, TIME.toSeconds());
    SplittableRandom random = new SplittableRandom(SEED);
    int port = Varnish.freePort();
    try (Cluster cluster = Cluster.open(folder, programs(port, "2s"));
        ResourceStack resources = new ResourceStack()) {
      Varnish varnish = Behind.of(cluster, folder, port, "1s", resources).varnish;
      Chaos chaos =
          new Chaos(
              new Faults(cluster, new Restores(cluster, history), random.split()).withoutRestores(),
              history,
              random.split());
      Traffic traffic =
          Traffic.start(
              cluster,
              Audience.of(cluster, varnish, history),
              ", \"edge\": \"always\"",
              history,
              "chosen",
              random.split());
      try {
        chaos.run(TIME);
        cluster.awaitReady();
      } finally {
        traffic.stop();
      }
      Summary summary = new Summary(history.codes(), chaos.incidents());
      List<Violation> violations = history.violations();
      long hits = varnish.counter("MAIN.cache_hit");
      System.out.printf(
          "Edge faults: seed %d%n%shits: %d, violations: %d%n%s",
          SEED, summary.text(), hits, violations.size(), Violation.stories(violations));
      assertThat(violations.size()).as("seed %d", SEED).isZero();
      assertThat(hits).isGreaterThan(10 * TIME.toSeconds());
      assertThat(summary.acknowledged()).isGreaterThan(TIME.toSeconds());
    }
  }

  /**
   * The edge has asked for a link, and the answer is on its way, while the link is edited and the
   * edge is purged: the answer is kept after that, and gone when the edit returns.
   */
  @Test
  void whatIsOnItsWayDuringAPurgeIsPurgedToo(@TempDir Path folder) throws Exception {
    int port = Varnish.freePort();
    try (Cluster cluster = Cluster.open(folder, programs(port, "4s"));
        ResourceStack resources = new ResourceStack();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Behind behind = Behind.of(cluster, folder, port, "4s", resources);
      AdminClient admin =
          new AdminClient(cluster.admins().getFirst().process(), ", \"edge\": \"always\"");
      Sent.Done minted = (Sent.Done) admin.mint(TARGET + 1, "", PATIENCE);
      String id = minted.link().get("id").stringValue();
      String code = minted.link().get("code").stringValue();
      await()
          .until(() ->
              cluster.database().number("SELECT count(*) FROM link WHERE edge_ttl IS NOT NULL")
                  == 1);
      // Every server knows the link, and need not look it up.
      for (Cluster.Server server : cluster.redirects()) {
        await().until(() -> follow(server.process().port(), code).equals(new Answer.Target(1)));
      }
      behind.ways.forEach(way -> way.holdAnswers(true));
      CompletableFuture<Answer> asked =
          CompletableFuture.supplyAsync(() -> follow(port, code), threads);
      await().until(() -> behind.ways.stream().mapToInt(TcpProxy::answersWaiting).sum() == 1);
      long purges = behind.varnish.counter("MAIN.bans_added");
      CompletableFuture<Sent> edited =
          CompletableFuture.supplyAsync(() -> admin.edit(id, TARGET + 2, PATIENCE), threads);
      await().until(() -> behind.varnish.counter("MAIN.bans_added") > purges);
      behind.ways.forEach(way -> way.holdAnswers(false));
      assertThat(asked.join()).isEqualTo(new Answer.Target(1));
      assertThat(follow(port, code))
          .as("kept after the first purge, and before the edit returns")
          .isEqualTo(new Answer.Target(1));
      assertThat(edited).isNotDone();
      assertThat(edited.join()).isInstanceOf(Sent.Done.class);
      assertThat(follow(port, code)).isEqualTo(new Answer.Target(2));
      assertThat(follow(port, code)).isEqualTo(new Answer.Target(2));
      assertThat(behind.varnish.counter("MAIN.cache_hit")).isEqualTo(2);
    }
  }

  private static Answer follow(int port, String code) {
    try (HttpConnection connection = HttpConnection.open(port, PATIENCE)) {
      return Answer.of(connection.ask("GET", "/" + code));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
