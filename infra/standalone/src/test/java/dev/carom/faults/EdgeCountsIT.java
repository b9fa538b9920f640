package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.edge.EdgeLogsMain;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.faults.AdminClient.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real Varnish answers is counted: links become popular by their clicks, Varnish answers for
 * them, and in the end as many clicks are counted as clients had answers, over restarts of Varnish,
 * of what follows its log, and of the admin API. A request that was on its way when Varnish was
 * told to stop may count without an answer.
 */
class EdgeCountsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration STEADY = Duration.ofSeconds(22);
  private static final int LINKS = 200;
  private static final double ZIPF = 1.1;

  /** Requests a second for one link, which is at the edge, and for all others together. */
  private static final int OF_THE_FIRST = 10;

  private static final int OF_OTHERS = 60;

  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong inDoubt = new AtomicLong();

  /** Whether the balancer before it sends nobody: what is not in the log yet ends with Varnish. */
  private volatile boolean sentElsewhere;

  private volatile boolean over;

  @Test
  void whatVarnishAnswersIsCounted(@TempDir Path folder) throws Exception {
    int port = Varnish.freePort();
    Map<String, String> adminKeys =
        Map.of(
            "edge.purger", "varnish",
            "edge.nodes", Varnish.url(port),
            "edge.interval", "500ms",
            "edge.popular-rate", "60",
            "edge.min-ttl", "10s",
            "edge.max-ttl", "30s");
    try (Cluster cluster = Cluster.open(folder, Cluster.Programs.OURS.withAdmin(adminKeys));
        ResourceStack resources = new ResourceStack()) {
      List<Integer> ways = new ArrayList<>();
      for (Cluster.Server server : cluster.redirects().subList(0, 2)) {
        ways.add(resources.add(TcpProxy.to(server.process()::port)).port());
      }
      Varnish varnish = resources.add(Varnish.start(folder.resolve("varnish"), port, ways));
      Path log = folder.resolve("varnish.log");
      Process writer = varnish.log(log);
      resources.add("varnishncsa", writer::destroy);
      CaromProcess follower = resources.add(follower(cluster, log));
      follower.start();
      List<String> codes = mint(cluster);
      List<Thread> clients = clients(varnish, codes);
      Thread.sleep(STEADY);
      tellShares(log, codes.getFirst());
      follower.kill();
      Thread.sleep(1000);
      follower.start();
      sentElsewhere = true;
      Thread.sleep(500);
      varnish.stop();
      varnish.start();
      sentElsewhere = false;
      Thread.sleep(1000);
      for (Cluster.Server admin : cluster.admins()) {
        admin.process().kill();
        admin.process().start();
      }
      Thread.sleep(2000);
      over = true;
      for (Thread client : clients) {
        client.join();
      }
      Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertCounted(cluster));
      // Nothing comes later.
      Thread.sleep(2000);
      System.out.printf(
          "Edge counts: %d answered, %d in doubt, %d counted, %d of them the edge's%n",
          answered.get(),
          inDoubt.get(),
          counted(cluster),
          cluster.database().number("SELECT sum(counted) FROM edge_tally"));
      assertCounted(cluster);
      assertThat(
              cluster
                  .database()
                  .number("SELECT sum(unknown + refused) + sum(logged - counted) FROM edge_tally"))
          .isZero();
    }
  }

  private static CaromProcess follower(Cluster cluster, Path log) {
    Map<String, String> keys = new HashMap<>(cluster.database().settings());
    keys.put("edge-logs.file", log.toString());
    keys.put("ops.port", "0");
    return new CaromProcess(
        "edge-logs",
        EdgeLogsMain.class.getName(),
        List.of(),
        keys.entrySet().stream()
            .map(key -> "--%s=%s".formatted(key.getKey(), key.getValue()))
            .toList(),
        cluster.folder().resolve("log"));
  }

  /** The first is at the edge from the start on; of others, clicks decide. */
  private static List<String> mint(Cluster cluster) {
    CaromProcess server = cluster.admins().getFirst().process();
    AdminClient always = new AdminClient(server, ", \"edge\": \"always\"");
    AdminClient admin = new AdminClient(server);
    List<String> codes = new ArrayList<>();
    codes.add(code(always.mint("https://example.com/value/0", "", PATIENCE)));
    for (int i = 1; i <= LINKS; i++) {
      codes.add(code(admin.mint("https://example.com/value/" + i, "", PATIENCE)));
    }
    Awaitility.await()
        .until(() ->
            cluster.database().number("SELECT count(*) FROM link WHERE edge_ttl IS NOT NULL") == 1);
    return codes;
  }

  private static String code(Sent sent) {
    return ((Sent.Done) sent).link().get("code").stringValue();
  }

  private List<Thread> clients(Varnish varnish, List<String> codes) {
    List<Thread> threads = new ArrayList<>();
    threads.add(client(varnish, OF_THE_FIRST, codes::getFirst));
    for (int i = 0; i < OF_OTHERS / 10; i++) {
      SplittableRandom random = new SplittableRandom(i);
      threads.add(client(varnish, 10, () -> codes.get(zipf(random))));
    }
    return threads;
  }

  /** From 1 on: the first is somebody else's. */
  private static int zipf(SplittableRandom random) {
    double sum = 0;
    for (int i = 1; i <= LINKS; i++) {
      sum += Math.pow(i, -ZIPF);
    }
    double picked = random.nextDouble() * sum;
    int link = 0;
    while (picked > 0 && link < LINKS) {
      picked -= Math.pow(++link, -ZIPF);
    }
    return link;
  }

  private interface Choice {
    String next();
  }

  private Thread client(Varnish varnish, int perSecond, Choice codes) {
    return Thread.ofVirtual()
        .start(() -> {
          long next = System.nanoTime();
          @Nullable HttpConnection connection = null;
          while (!over) {
            next += 1_000_000_000L / perSecond;
            LockSupport.parkNanos(next - System.nanoTime());
            if (!sentElsewhere) {
              connection = follow(connection, varnish, codes.next());
            }
          }
        });
  }

  private @Nullable HttpConnection follow(
      @Nullable HttpConnection connection, Varnish varnish, String code) {
    boolean asked = false;
    try {
      HttpConnection open =
          connection == null ? HttpConnection.open(varnish.port(), PATIENCE) : connection;
      asked = true;
      HttpConnection.Reply reply = open.ask("GET", "/" + code);
      if (reply.status() == 302) {
        answered.incrementAndGet();
      } else {
        inDoubt.incrementAndGet();
      }
      return "close".equals(reply.field("connection")) ? null : open;
    } catch (IOException | IllegalArgumentException _) {
      inDoubt.addAndGet(asked ? 1 : 0);
      return null;
    }
  }

  /** What the edge has answered until now, of a link that is asked for steadily, and of all. */
  private static void tellShares(Path log, String first) throws IOException {
    long ofFirst;
    long hitsOfFirst;
    try (Stream<String> lines = Files.lines(log)) {
      List<String> mine = lines.filter(line -> line.contains("\"/" + first + "\"")).toList();
      ofFirst = mine.size();
      hitsOfFirst = mine.stream().filter(EdgeCountsIT::isHit).count();
    }
    long all;
    long hits;
    try (Stream<String> lines = Files.lines(log)) {
      List<String> every = lines.toList();
      all = every.size();
      hits = every.stream().filter(EdgeCountsIT::isHit).count();
    }
    System.out.printf(
        "Edge counts: of the link at %d/s the edge answered %d of %d; of all %d of %d (%.1f %%), %d came to the servers%n",
        OF_THE_FIRST, hitsOfFirst, ofFirst, hits, all, 100.0 * hits / all, all - hits);
    assertThat(ofFirst).isGreaterThan(200);
    assertThat((double) hitsOfFirst / ofFirst).isGreaterThanOrEqualTo(0.99);
    assertThat((double) hits / all).isGreaterThan(0.5);
  }

  private static boolean isHit(String line) {
    return line.contains("\"cache\":\"hit\"");
  }

  private void assertCounted(Cluster cluster) {
    assertThat(counted(cluster)).isBetween(answered.get(), answered.get() + inDoubt.get());
  }

  private static long counted(Cluster cluster) {
    return cluster
        .database()
        .number("SELECT coalesce(sum(clicks), 0) FROM click_count WHERE link_id > 0");
  }
}
