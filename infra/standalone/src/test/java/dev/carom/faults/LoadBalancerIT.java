package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.faults.AdminClient.Sent;
import dev.carom.faults.Answer.Target;
import dev.carom.faults.Cluster.Programs;
import dev.carom.faults.Cluster.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code infra/nginx/load-balancer.conf} makes of a real nginx before two redirect servers:
 * nobody notices when one is killed, nor when both are restarted one after the other.
 */
class LoadBalancerIT {

  private static final Path CONFIGURATION =
      Path.of(System.getProperty("basedir", ".")).resolve("../nginx").normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final String BROWSER =
      "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
  private static final String TARGET = "https://example.com/value/";

  @TempDir private static Path folder;
  private static final ResourceStack RESOURCES = new ResourceStack();
  private static Cluster cluster;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    List<Integer> servers = List.of(Varnish.freePort(), Varnish.freePort());
    cluster =
        RESOURCES.add(
            Cluster.open(
                folder,
                Programs.OURS.with(
                    Map.of(
                        "redirect.drain-delay", "3s",
                        "redirect.client-address", "x-forwarded-for",
                        "redirect.trusted-proxies", "127.0.0.1")),
                new Cluster.Size(servers, 1)));
    port = Varnish.freePort();
    RESOURCES.add(Nginx.start(folder.resolve("nginx"), port, configuration(servers)));
  }

  @AfterAll
  static void stop() {
    RESOURCES.close();
  }

  /** As it is delivered, but for ports. */
  private static String configuration(List<Integer> servers) throws IOException {
    String upstreams =
        Files.readString(CONFIGURATION.resolve("carom-upstreams.conf"))
            .replace("127.0.0.1:8080", "127.0.0.1:" + servers.getFirst())
            .replace("127.0.0.1:8180", "127.0.0.1:" + servers.getLast());
    Path included =
        Files.createDirectories(folder.resolve("nginx")).resolve("carom-upstreams.conf");
    Files.writeString(included, upstreams);
    return "log_format tried '$status $upstream_addr $upstream_status $upstream_response_time';\n"
        + Files.readString(CONFIGURATION.resolve("load-balancer.conf"))
            .replace("access_log off", "access_log %s tried".formatted(folder.resolve("tried.log")))
            .replace(
                "listen 80 default_server", "listen 127.0.0.1:%d default_server".formatted(port))
            .replace("include carom-upstreams.conf", "include " + included);
  }

  /** Mints a link, and returns it as the API tells it. */
  private static Sent.Done mint() {
    AdminClient admin = new AdminClient(cluster.admins().getFirst().process());
    return (Sent.Done) admin.mint(TARGET + 1, "", PATIENCE);
  }

  /** Followers of a link who ask nginx, on connections that they keep, until they are stopped. */
  private record Crowd(History history, String code, Thread thread, AtomicBoolean over) {

    private static Crowd follow(String code) {
      History history = new History();
      AtomicBoolean over = new AtomicBoolean();
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                SplittableRandom random = new SplittableRandom(1);
                try (Followers followers = new Followers("nginx", () -> port, history)) {
                  while (!over.get()) {
                    followers.follow(code, random.nextInt(10) == 0);
                    Thread.sleep(random.nextInt(5));
                  }
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                }
              });
      return new Crowd(history, code, thread, over);
    }

    /** Stops them, and returns what they were answered. */
    private List<Answer> stop() throws InterruptedException {
      over.set(true);
      thread.join();
      return history.codes().stream()
          .flatMap(of -> of.follows().stream())
          .map(Follow::answer)
          .toList();
    }
  }

  private static void assertAllRedirected(List<Answer> answers) throws IOException {
    assertThat(answers).hasSizeGreaterThan(200);
    try (Stream<String> tried = Files.lines(folder.resolve("tried.log"))) {
      assertThat(answers)
          .as(
              "which servers nginx has asked: %s",
              tried.filter(line -> line.startsWith("5")).toList())
          .filteredOn(answer -> !answer.equals(new Target(1)))
          .isEmpty();
    }
  }

  /** How many connections a server had since it was started. */
  private static double accepted(Server server) throws IOException {
    return server.process().meter("carom_redirect_connections_accepted_total");
  }

  @Test
  void nobodyNoticesThatAServerIsKilled() throws Exception {
    Crowd crowd = Crowd.follow(mint().link().get("code").stringValue());
    Thread.sleep(A_WHILE);
    CaromProcess victim = cluster.redirects().getFirst().process();
    victim.kill();
    Thread.sleep(A_WHILE);
    victim.start();
    cluster.awaitReady();
    Thread.sleep(A_WHILE);
    assertAllRedirected(crowd.stop());
  }

  @Test
  void nobodyNoticesThatServersAreRestartedOneAfterTheOther() throws Exception {
    Crowd crowd = Crowd.follow(mint().link().get("code").stringValue());
    for (Server server : cluster.redirects()) {
      Thread.sleep(A_WHILE);
      assertThat(server.process().terminate()).isZero();
      server.process().start();
      cluster.awaitReady();
    }
    Thread.sleep(A_WHILE.multipliedBy(2));
    assertAllRedirected(crowd.stop());
    for (Server server : cluster.redirects()) {
      assertThat(accepted(server)).as("%s is asked again", server.name()).isPositive();
    }
  }

  @Test
  void connectionsToServersAreKept() throws Exception {
    String code = mint().link().get("code").stringValue();
    double before = accepted(cluster.redirects().getFirst());
    for (int i = 0; i < 200; i++) {
      assertThat(new EdgeClient(port).ask("127.0.0.1", "GET", "/" + code, ""))
          .startsWith("HTTP/1.1 302 ");
    }
    assertThat(accepted(cluster.redirects().getFirst()) - before).isLessThan(20);
  }

  /** Who follows is told by their connection to nginx, whatever they say. */
  @Test
  void nobodyIsCountedAsSomebodyElse() throws Exception {
    Sent.Done link = mint();
    String path = "/" + link.link().get("code").stringValue();
    for (int i = 1; i <= 5; i++) {
      String forged =
          "User-Agent: %s\r\nX-Forwarded-For: 192.0.2.%d\r\nForwarded: for=192.0.2.%2$d\r\n"
              .formatted(BROWSER, i);
      for (String from : List.of("127.0.0.2", "127.0.0.3")) {
        assertThat(new EdgeClient(port).ask(from, "GET", path, forged)).startsWith("HTTP/1.1 302 ");
      }
      int direct = cluster.redirects().getLast().process().port();
      assertThat(new EdgeClient(direct).ask("127.0.0.4", "GET", path, forged))
          .startsWith("HTTP/1.1 302 ");
    }
    String stats = "/api/v1/links/%s/stats".formatted(link.link().get("id").stringValue());
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          try (HttpConnection admin =
              HttpConnection.open(cluster.admins().getFirst().process().port(), PATIENCE)) {
            assertThat(admin.ask("GET", stats, Cluster.KEY, "application/json", "").body())
                .contains("\"total\":15,")
                .contains("\"uniques\":3,");
          }
        });
  }

  @Test
  void whenNobodyAnswersThatIsNoLinkLostAndSoonOver() throws Exception {
    String path = "/" + mint().link().get("code").stringValue();
    for (Server server : cluster.redirects()) {
      server.process().kill();
    }
    assertThat(new EdgeClient(port).ask("GET", path))
        .startsWith("HTTP/1.1 503 ")
        .contains("\r\nRetry-After: 1\r\n")
        .contains("\r\nCache-Control: no-store\r\n");
    for (Server server : cluster.redirects()) {
      server.process().start();
    }
    cluster.awaitReady();
    await()
        .atMost(PATIENCE)
        .until(() -> new EdgeClient(port).ask("GET", path).startsWith("HTTP/1.1 302 "));
  }
}
