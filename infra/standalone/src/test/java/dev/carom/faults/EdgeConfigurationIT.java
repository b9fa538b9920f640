package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.edge.EdgeLine;
import dev.carom.admin.edge.EdgeLine.Answered;
import dev.carom.admin.edge.EdgeLines;
import dev.carom.admin.edge.EdgeObject;
import dev.carom.admin.edge.EdgePurger;
import dev.carom.core.click.Click;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.EdgeConfig;
import dev.carom.core.config.EdgeLogConfig;
import dev.carom.core.lifecycle.ResourceStack;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@code infra/varnish} and {@code infra/nginx/edge.conf} make of real programs: before a
 * server that answers as redirect servers do, and notes what it is asked.
 */
class EdgeConfigurationIT {

  /** What may be in front. */
  enum Edge {
    VARNISH,
    NGINX
  }

  private static final String HOST = EdgeClient.HOST;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

  private final ResourceStack resources = new ResourceStack();
  private EdgeOrigin server;
  private List<String> asked = List.of();
  private @Nullable Varnish varnish;
  private int port;
  private Path log = Path.of("");
  private @Nullable EdgePurger purger;
  private int tries;

  @BeforeEach
  void startServer() throws IOException {
    server = resources.add(EdgeOrigin.start());
    asked = server.asked();
  }

  @AfterEach
  void stop() {
    resources.close();
  }

  private void start(Edge edge, Path folder) throws IOException, InterruptedException {
    port = Varnish.freePort();
    int origin = server.port();
    if (edge == Edge.VARNISH) {
      Varnish started = resources.add(Varnish.start(folder.resolve("edge"), port, List.of(origin)));
      varnish = started;
      log = folder.resolve("edge.log");
      Process writer = started.log(log);
      resources.add("varnishncsa", writer::destroy);
      Awaitility.await().until(() -> Files.exists(log));
    } else {
      resources.add(NginxEdge.start(folder.resolve("edge"), port, HOST, origin));
      log = folder.resolve("edge/access.log");
    }
    purger =
        resources.add(
            EdgePurger.open(
                Configuration.of(
                        Map.of(
                            "edge.purger",
                            edge.name().toLowerCase(Locale.ROOT),
                            "edge.nodes",
                            Varnish.url(port)),
                        List.of(EdgeConfig.class))
                    .get(EdgeConfig.class)));
  }

  /** Returns an answer's header. */
  private String ask(String method, String target) throws IOException {
    return client().ask(method, target);
  }

  private EdgeClient client() {
    return new EdgeClient(port);
  }

  private void purge(String code) {
    Objects.requireNonNull(purger)
        .purge(List.of(new EdgeObject("key-of-" + code, HOST, code, false)));
  }

  @ParameterizedTest
  @EnumSource
  void whatMayBeKeptIsKeptForItsTimeAndNothingElse(Edge edge, @TempDir Path folder)
      throws Exception {
    start(edge, folder);
    Awaitility.await().atMost(LONG_ENOUGH).until(() -> isKeptForItsTime(edge));
    asked.clear();
    for (int i = 0; i < 3; i++) {
      assertThat(ask("GET", "/none")).startsWith("HTTP/1.1 404 ");
      assertThat(ask("GET", "/other")).startsWith("HTTP/1.1 302 ");
    }
    assertThat(asked).as("nothing of these is kept").hasSize(6);
  }

  /** Returns whether the machine was quick enough to tell. */
  private boolean isKeptForItsTime(Edge edge) throws Exception {
    String path = "/kept1-" + ++tries;
    asked.clear();
    long start = System.nanoTime();
    for (String query : List.of("", "?utm=1", "?utm=2&a=/b")) {
      assertThat(ask("GET", path + query))
          .startsWith("HTTP/1.1 302 ")
          .contains("\r\nLocation: https://example.com%s\r\n".formatted(path))
          .containsPattern("(?i)\r\nCache-Control: no-store\r\n")
          .doesNotContainIgnoringCase("surrogate", "cdn-cache", "cache-tag", "x-accel", "max-age");
    }
    if (System.nanoTime() - start > Duration.ofSeconds(2).toNanos()) {
      return false;
    }
    assertThat(asked).containsExactly("GET %s %s [127.0.0.1]".formatted(path, HOST));
    // nginx reckons in whole seconds.
    Thread.sleep(
        Duration.ofMillis(edge == Edge.NGINX ? 3_100 : 2_100)
            .minus(Duration.ofNanos(System.nanoTime() - start)));
    ask("GET", path);
    assertThat(asked).as("after its time").hasSize(2);
    return true;
  }

  /** Half of all requests would fail until somebody takes it out of the configuration. */
  @Test
  void aServerThatIsDownIsPassedOverByVarnish(@TempDir Path folder) throws Exception {
    port = Varnish.freePort();
    int nobody = Varnish.freePort();
    Varnish _ =
        resources.add(Varnish.start(folder.resolve("edge"), port, List.of(nobody, server.port())));
    for (int i = 0; i < 10; i++) {
      assertThat(ask("GET", "/other")).startsWith("HTTP/1.1 302 ");
      assertThat(ask("HEAD", "/other")).startsWith("HTTP/1.1 302 ");
    }
    assertThat(asked).hasSize(20).filteredOn(line -> line.startsWith("HEAD ")).hasSize(10);
  }

  @ParameterizedTest
  @EnumSource
  void methodsStayWhatTheyAre(Edge edge, @TempDir Path folder) throws Exception {
    start(edge, folder);
    assertThat(ask("HEAD", "/kept2")).startsWith("HTTP/1.1 302 ");
    assertThat(ask("GET", "/kept2")).contains("\r\nLocation: https://example.com/kept2\r\n");
    assertThat(ask("POST", "/kept2")).startsWith("HTTP/1.1 302 ");
    assertThat(ask("GET", "/kept3")).startsWith("HTTP/1.1 302 ");
    assertThat(ask("HEAD", "/kept3")).contains("\r\nLocation: https://example.com/kept3\r\n");
    assertThat(asked.stream().map(line -> line.substring(0, line.indexOf(' ', 5))))
        .containsExactly("HEAD /kept2", "POST /kept2", "GET /kept3");
  }

  @ParameterizedTest
  @EnumSource(names = "VARNISH")
  void aPurgeDropsALinkAndNoOther(Edge edge, @TempDir Path folder) throws Exception {
    start(edge, folder);
    for (int round = 0; round < 2; round++) {
      ask("GET", "/kept4?a=b");
      ask("GET", "/kept5");
    }
    assertThat(asked).hasSize(2);
    purge("kept4");
    ask("GET", "/kept4");
    ask("GET", "/kept5");
    assertThat(asked).hasSize(3).last().asString().startsWith("GET /kept4 ");
    purge("nothing-there");
  }

  @ParameterizedTest
  @EnumSource
  void theLogTellsWhoAnsweredWhom(Edge edge, @TempDir Path folder) throws Exception {
    start(edge, folder);
    ask("GET", "/kept6?x=1");
    ask("GET", "/kept6?x=2");
    ask("HEAD", "/kept6");
    ask("GET", "/none");
    ask("GET", "/other");
    Awaitility.await().until(() -> Files.readAllBytes(log).length > 0 && lines().size() == 5);
    // Lines of one moment may change places.
    assertThat(lines())
        .extracting(line -> line.getClass().getSimpleName())
        .containsExactlyInAnyOrder("PassedOn", "Answered", "Answered", "PassedOn", "PassedOn");
    List<Answered> hits =
        lines().stream()
            .filter(Answered.class::isInstance)
            .map(Answered.class::cast)
            .sorted(Comparator.comparingInt(Answered::flags))
            .toList();
    Answered hit = hits.getFirst();
    assertThat(hit.path()).isEqualTo("/kept6");
    assertThat(hit.host()).isEqualTo(HOST);
    assertThat(hit.client()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(hit.agent()).startsWith("Mozilla/5.0 \"a\\b\t").endsWith("%20{}");
    assertThat(hit.id()).isNotNull();
    assertThat(Math.abs(hit.timeMillis() - System.currentTimeMillis())).isLessThan(60_000);
    assertThat(hits).extracting(Answered::flags).containsExactly(0, Click.HEAD);
  }

  private List<EdgeLine> lines() throws IOException {
    EdgeLines reader =
        new EdgeLines(
            Configuration.of(Map.of(), List.of(EdgeLogConfig.class)).get(EdgeLogConfig.class),
            InstantSource.system());
    return Files.readString(log, StandardCharsets.ISO_8859_1)
        .lines()
        .map(line -> reader.read(line.getBytes(StandardCharsets.ISO_8859_1)))
        .toList();
  }

  /** Ids that began anew would have posted lines taken for those that were counted before. */
  @ParameterizedTest
  @EnumSource(names = "VARNISH")
  void idsAreNotGivenAgainAfterARestart(Edge edge, @TempDir Path folder) throws Exception {
    start(edge, folder);
    ask("GET", "/kept7");
    ask("GET", "/kept7");
    Awaitility.await().until(() -> lines().size() == 2);
    Varnish restarted = Objects.requireNonNull(varnish);
    restarted.stop();
    restarted.start();
    Awaitility.await()
        .until(() -> {
          ask("GET", "/kept7");
          return lines().stream().filter(Answered.class::isInstance).count() > 2;
        });
    assertThat(lines())
        .filteredOn(Answered.class::isInstance)
        .extracting(line -> ((Answered) line).id())
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  /** Bad keys are refused: what they were made of might ban all there is. */
  @ParameterizedTest
  @EnumSource(names = "VARNISH")
  void aPurgeOfWhatIsNoKeyIsRefused(Edge edge, @TempDir Path folder) throws Exception {
    start(edge, folder);
    for (String fields :
        List.of(
            "Surrogate-Key: .*\r\n",
            "Surrogate-Key: a|b\r\n",
            "Surrogate-Key: a\r\nSurrogate-Key: .*\r\n",
            "Surrogate-Key: " + "a".repeat(65) + "\r\n",
            "")) {
      assertThat(client().purge("127.0.0.1", fields)).as(fields).startsWith("HTTP/1.1 400 ");
    }
    assertThat(client().purge("127.0.0.1", "Surrogate-Key: a b\r\n")).startsWith("HTTP/1.1 200 ");
    assertThat(client().purge("127.0.0.2", "Surrogate-Key: a\r\n"))
        .as("nobody may who is not told of")
        .startsWith("HTTP/1.1 403 ");
  }

  /** What may not be kept is asked for by all at once, however many they are. */
  @ParameterizedTest
  @EnumSource
  void nobodyWaitsForWhoAsksForTheSame(Edge edge, @TempDir Path folder) throws Exception {
    start(edge, folder);
    // The edge's patience is short; on a busy machine they may need another try to meet.
    Awaitility.await()
        .atMost(LONG_ENOUGH)
        .untilAsserted(() ->
            assertThat(client().askAtOnce(EdgeOrigin.TOGETHER, "/together"))
                .allMatch(answer -> answer.startsWith("HTTP/1.1 302 ")));
  }

  /** A server that hung is asked again as soon as it answers, by whoever is next. */
  @ParameterizedTest
  @EnumSource
  void aFailureIsNotKept(Edge edge, @TempDir Path folder) throws Exception {
    start(edge, folder);
    server.hang(true);
    assertThat(client().askAtOnce(EdgeOrigin.TOGETHER, "/kept8"))
        .allMatch(answer -> answer.startsWith("HTTP/1.1 50"));
    server.hang(false);
    assertThat(ask("GET", "/kept8")).startsWith("HTTP/1.1 302 ");
  }
}
