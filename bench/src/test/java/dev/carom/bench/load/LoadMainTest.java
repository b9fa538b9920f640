package dev.carom.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.lifecycle.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The driver against servers that do what a script says, over real sockets. */
@Timeout(60)
class LoadMainTest {

  /** However busy the machine is, tests of what the driver does are no tests of its punctuality. */
  private static final String NEVER_TOO_LATE = "--max-lateness-ms=600000";

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writeCodes() throws IOException {
    Files.writeString(folder.resolve("codes"), "first\nsecond\nthird\n");
  }

  private ExitCode run(String target, String commandLine) {
    List<String> args = new ArrayList<>(List.of(commandLine.split(" ", -1)));
    args.add("--target=" + target);
    args.add("--codes=" + folder.resolve("codes"));
    args.add("--json=" + folder.resolve("result.json"));
    args.add("--plot=" + folder.resolve("plot.html"));
    return LoadMain.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private JsonNode result() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(folder.resolve("result.json")));
  }

  private static Histogram histogram(JsonNode result) throws DataFormatException {
    byte[] bytes = Base64.getDecoder().decode(result.at("/histogram").asString());
    return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
  }

  /**
   * A server that stands still once. Whoever measures from when a request was really sent finds as
   * many slow answers as there are connections; but all followers who came meanwhile have waited.
   */
  @Test
  void everyRequestThatWasDueWhileTheServerStoodStillIsLate() throws Exception {
    int perSecond = 1000;
    Duration pause = Duration.ofMillis(300);
    int connections = 4;
    AtomicInteger requests = new AtomicInteger();
    AtomicLong standsUntil = new AtomicLong(System.nanoTime());
    try (ScriptedServer server =
        new ScriptedServer(_ -> {
          if (requests.incrementAndGet() == 800) {
            standsUntil.set(System.nanoTime() + pause.toNanos());
          }
          long left = standsUntil.get() - System.nanoTime();
          if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
          }
          return ScriptedServer.REDIRECT;
        })) {
      ExitCode code =
          run(
              server.target(),
              "--rate %d --arrivals constant --connections %d --warmup 0.3 --duration 1.5 %s"
                  .formatted(perSecond, connections, NEVER_TOO_LATE));
      assertThat(code).as("%s", err).isEqualTo(ExitCode.DONE);
    }
    JsonNode result = result();
    assertThat(result.at("/answered").asInt()).isEqualTo(1500);
    Histogram latencies = histogram(result);
    assertThat(latencies.getTotalCount()).isEqualTo(1500);
    long late = latencies.getCountBetweenValues(pause.toNanos() / 5, Long.MAX_VALUE / 2);
    double dueMeanwhile = perSecond * pause.toMillis() / 1e3;
    assertThat((double) late).isGreaterThan(0.6 * dueMeanwhile).isGreaterThan(connections * 10);
    assertThat(result.at("/latencyMicros/p99").asDouble()).isGreaterThan(200_000);
  }

  @Test
  void aRunLeavesItsResultAndItsPlot() throws Exception {
    try (ScriptedServer server = new ScriptedServer(_ -> ScriptedServer.REDIRECT)) {
      assertThat(
              run(
                  server.target(),
                  "--rate 500 --warmup 0.1 --duration 1.2 --connections 3 --threads 2 "
                      + NEVER_TOO_LATE))
          .as("%s", err)
          .isEqualTo(ExitCode.DONE);
      assertThat(server.connectionCount()).isEqualTo(3);
      assertThat(server.heads())
          .hasSize(1)
          .first()
          .asString()
          .startsWith("Host: " + server.target() + "\n")
          .contains("Chrome/");
    }
    JsonNode result = result();
    assertThat(result.propertyNames())
        .containsExactly(
            "target",
            "mode",
            "rate",
            "arrivals",
            "connections",
            "pipeline",
            "durationSeconds",
            "sent",
            "answered",
            "errors",
            "answeredPerSecond",
            "latencyMicros",
            "latenessMicros",
            "refused",
            "histogram",
            "startedAt");
    assertThat(result.at("/mode").asString()).isEqualTo("open");
    assertThat(result.at("/arrivals").asString()).isEqualTo("poisson");
    assertThat(result.at("/sent").asInt()).isBetween(450, 750);
    assertThat(result.at("/answered")).isEqualTo(result.at("/sent"));
    assertThat(result.at("/durationSeconds").asDouble()).isGreaterThanOrEqualTo(1.2);
    assertThat(result.at("/refused").isNull()).isTrue();
    assertThat(result.at("/latencyMicros").propertyNames())
        .containsExactly("p50", "p90", "p99", "p999", "p9999", "max", "mean");
    assertThat(histogram(result).getTotalCount()).isEqualTo(result.at("/answered").asInt());
    assertThat(Files.readString(folder.resolve("plot.html"))).contains("<svg");
    assertThat(out.toString(UTF_8)).contains("p99.9 ");
    assertThat(err.toString(UTF_8)).contains("sent ", "p99 ").endsWith("\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aClosedLoopKeepsItsConnectionsBusy(int pipeline) throws Exception {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    try (ScriptedServer server =
        new ScriptedServer(line -> {
          asked.add(line);
          return ScriptedServer.REDIRECT;
        })) {
      assertThat(
              run(
                  server.target(),
                  "--closed --quiet --warmup 0.1 --duration 0.5 --connections 2 --pipeline "
                      + pipeline))
          .as("%s", err)
          .isEqualTo(ExitCode.DONE);
    }
    JsonNode result = result();
    int answered = result.at("/answered").asInt();
    assertThat(answered).isPositive();
    assertThat(result.at("/sent").asInt())
        .isBetween(answered - 2 * pipeline, answered + 2 * pipeline);
    assertThat(result.at("/latencyMicros").isNull()).isTrue();
    assertThat(asked)
        .containsExactlyInAnyOrder(
            "GET /first HTTP/1.1", "GET /second HTTP/1.1", "GET /third HTTP/1.1");
    assertThat(folder.resolve("plot.html")).doesNotExist();
    assertThat(err.toString(UTF_8)).contains("no latencies to draw").doesNotContain("sent ");
  }

  @Test
  void anAnswerWithAnotherStatusIsAnError() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(line ->
            line.contains("second")
                ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                : ScriptedServer.REDIRECT)) {
      assertThat(
              run(
                  server.target(),
                  "--rate 400 --quiet --warmup 0 --duration 0.5 " + NEVER_TOO_LATE))
          .isEqualTo(ExitCode.FAILED);
    }
    JsonNode result = result();
    int wrong = result.at("/errors/status").asInt();
    assertThat(wrong).isPositive();
    assertThat(result.at("/answered").asInt()).isEqualTo(result.at("/sent").asInt() - wrong);
    assertThat(histogram(result).getTotalCount()).isEqualTo(result.at("/answered").asInt());
  }

  @Test
  void codesInOrderAreAskedForAgainOnlyAfterAllOthers() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (ScriptedServer server =
        new ScriptedServer(line -> {
          asked.add(line);
          return ScriptedServer.REDIRECT;
        })) {
      assertThat(
              run(
                  server.target(),
                  "--rate 400 --in-order --no-poll --quiet --warmup 0 --duration 0.3 --connections 1 "
                      + NEVER_TOO_LATE))
          .isEqualTo(ExitCode.DONE);
    }
    List<String> codes = List.of("first", "second", "third");
    assertThat(asked).hasSizeGreaterThan(codes.size());
    for (int i = 0; i < asked.size(); i++) {
      assertThat(asked.get(i)).isEqualTo("GET /%s HTTP/1.1", codes.get(i % codes.size()));
    }
  }

  @Test
  void aTraceTellsWhenEachRequestWasDueAndWhatBecameOfIt() throws Exception {
    Path file = folder.resolve("trace");
    Instant before = Instant.now();
    try (ScriptedServer server =
        new ScriptedServer(line -> {
          if (line.contains("third")) {
            Thread.sleep(Duration.ofSeconds(30));
          }
          return line.contains("second")
              ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
              : ScriptedServer.REDIRECT;
        })) {
      assertThat(
              run(
                  server.target(),
                  "--rate 10 --arrivals constant --in-order --quiet --warmup 0.1 --duration 0.25"
                      + " --timeout 1000 --connections 3 --trace=%s %s"
                          .formatted(file, NEVER_TOO_LATE)))
          .isEqualTo(ExitCode.FAILED);
    }
    List<Traced> traced = Traced.read(file);
    assertThat(traced)
        .extracting(Traced::outcome)
        .containsExactlyInAnyOrder("302", "404", "timeout", "302");
    Traced timeout =
        traced.stream().filter(each -> each.outcome().equals("timeout")).findAny().orElseThrow();
    assertThat(timeout.tookMicros()).isBetween(1_000_000L, 30_000_000L);
    assertThat(traced)
        .extracting(each -> Instant.EPOCH.plus(each.dueMicros(), ChronoUnit.MICROS))
        .allSatisfy(due -> assertThat(due).isBetween(before, Instant.now()));
    assertThat(traced.stream().mapToLong(Traced::dueMicros).max().orElseThrow())
        .isEqualTo(traced.stream().mapToLong(Traced::dueMicros).min().orElseThrow() + 300_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 302 Found\n\n", ScriptedServer.REDIRECT + "x\r\n"})
  void aConnectionThatGoesWrongIsAnErrorAndIsReplaced(String wrong) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (ScriptedServer server =
        new ScriptedServer(
            _ -> requests.incrementAndGet() % 50 == 0 ? wrong : ScriptedServer.REDIRECT)) {
      assertThat(run(server.target(), "--closed --quiet --warmup 0 --duration 0.5 --connections 2"))
          .isEqualTo(ExitCode.FAILED);
      assertThat(server.connectionCount()).isGreaterThan(2);
    }
    assertThat(result().at("/errors/connection").asInt()).isPositive();
    assertThat(result().at("/answered").asInt()).isGreaterThan(49);
  }

  @Test
  void aServerMayEndAConnectionIfItSaysSo() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    String last = ScriptedServer.REDIRECT.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    try (ScriptedServer server =
        new ScriptedServer(
            _ -> requests.incrementAndGet() % 20 == 0 ? last : ScriptedServer.REDIRECT)) {
      assertThat(
              run(
                  server.target(),
                  "--rate 200 --quiet --warmup 0 --duration 0.5 --connections 2 " + NEVER_TOO_LATE))
          .as("%s", out)
          .isEqualTo(ExitCode.DONE);
      assertThat(server.connectionCount()).isGreaterThan(2);
    }
    assertThat(result().at("/answered")).isEqualTo(result().at("/sent"));
  }

  @Test
  void whatIsNotAnsweredInTimeIsGivenUpAndTooMuchThatWaitsIsShed() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(_ -> {
          Thread.sleep(Duration.ofSeconds(30));
          return ScriptedServer.REDIRECT;
        })) {
      assertThat(
              run(
                  server.target(),
                  "--rate 500 --arrivals constant --quiet --warmup 0 --duration 0.4 --timeout 200"
                      + " --connections 2 --backlog 10 "
                      + NEVER_TOO_LATE))
          .isEqualTo(ExitCode.FAILED);
      assertThat(server.connectionCount()).isGreaterThan(2);
    }
    JsonNode errors = result().at("/errors");
    assertThat(errors.at("/timeout").asInt()).isBetween(4, 60);
    assertThat(errors.at("/shed").asInt()).isGreaterThan(100);
    assertThat(errors.at("/timeout").asInt() + errors.at("/shed").asInt()).isEqualTo(200);
    assertThat(result().at("/refused").asString()).contains("were never sent");
    assertThat(result().at("/histogram").isNull()).isTrue();
  }

  @Test
  void aDriverThatIsLateRefusesItsRun() throws Exception {
    try (ScriptedServer server = new ScriptedServer(_ -> ScriptedServer.REDIRECT)) {
      assertThat(
              run(
                  server.target(),
                  "--rate 500 --quiet --warmup 0 --duration 0.3 --max-lateness-ms 0.001"))
          .isEqualTo(ExitCode.FAILED);
    }
    assertThat(result().at("/refused").asString()).contains("the driver was late");
    assertThat(result().at("/latencyMicros").isNull()).isTrue();
    assertThat(out.toString(UTF_8)).contains("REFUSED").doesNotContain("latency ");
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws Exception {
    ScriptedServer server = new ScriptedServer(_ -> ScriptedServer.REDIRECT);
    server.close();
    assertThat(run(server.target(), "--rate 100")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(UTF_8)).contains("cannot connect to " + server.target());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "one\n\ntwo\n", "one\nt wo\n", "zwölf\n"})
  void aFileThatHoldsNoCodesIsWrongUsage(String codes) throws Exception {
    Files.writeString(folder.resolve("codes"), codes);
    assertThat(run("127.0.0.1:1", "--closed")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(UTF_8)).startsWith("carom bench load: --codes: ");
  }

  @Test
  void helpIsNoError() {
    assertThat(run("127.0.0.1:1", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString(UTF_8)).isEqualTo(LoadOptions.USAGE);
  }
}
