package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Minting many links with one request. */
class BulkIT {

  private static final String GOOD = "{\"url\": \"https://example.com/\"}\n";

  private static TestAdmin admin;
  private static Api api;

  @BeforeAll
  static void start() {
    admin =
        TestAdmin.start(Map.of("admin.max-bulk-lines", "20000", "admin.bulk-stall-timeout", "3s"));
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @BeforeEach
  void empty() {
    admin.database().execute("SET session_replication_role = replica; TRUNCATE link");
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj("{\"url\": \"https://example.com/%d\"}\n"::formatted)
        .collect(Collectors.joining());
  }

  private static List<Integer> statuses(List<JsonNode> results) {
    return results.stream().map(result -> result.get("status").intValue()).toList();
  }

  private static List<Long> numbers(List<JsonNode> results) {
    return results.stream().map(result -> result.get("line").longValue()).toList();
  }

  @Test
  void aBrokenLineIsRefusedAndTheRestMinted() {
    api.mint("{\"url\": \"https://example.com/\", \"code\": \"bulk-taken\"}");
    List<JsonNode> results =
        api.bulk(
            """
            {"url": "https://example.com/1"}
            {"url": "https://exam
            {"url": "javascript:alert(1)", "colour": "red"}
            {"url": "https://example.com/4", "code": "bulk-taken"}
            []
            {"url": "https://example.com/6", "code": "bulk-6"}
            """);
    assertThat(numbers(results)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(statuses(results)).containsExactly(201, 400, 422, 409, 422, 201);
    assertThat(results.get(0).get("data").get("url").stringValue())
        .isEqualTo("https://example.com/1");
    JsonNode refused = results.get(2).get("error");
    assertThat(refused.get("type").stringValue()).isEqualTo(ProblemType.INVALID_LINK.uri());
    assertThat(refused.get("errors").size()).isEqualTo(2);
    assertThat(results.get(5).get("data").get("code").stringValue()).isEqualTo("bulk-6");
    assertThat(admin.rows()).isEqualTo(3);
  }

  @Test
  void tenThousandLinesAreAnsweredInOrderAndMintedInAHandfulOfTransactions() {
    List<JsonNode> results = api.bulk(lines(0, 10_000));
    assertThat(numbers(results)).isEqualTo(LongStream.rangeClosed(1, 10_000).boxed().toList());
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i).get("data").get("url").stringValue())
          .isEqualTo("https://example.com/" + i);
    }
    assertThat(admin.rows()).isEqualTo(10_000);
    assertThat(admin.database().number("SELECT count(DISTINCT xmin::text) FROM link"))
        .isLessThanOrEqualTo(25);
  }

  @Test
  void aLineMayLackItsNewlineAndMayBeBlank() {
    List<JsonNode> results = api.bulk("\n" + GOOD + "  \r\n" + GOOD.strip());
    assertThat(numbers(results)).containsExactly(2L, 4L);
    assertThat(statuses(results)).containsExactly(201, 201);
    assertThat(api.bulk("")).isEmpty();
  }

  @Test
  void aLineThatIsTooLongIsRefusedAlone() {
    String tooLong = "{\"url\": \"https://example.com/" + "x".repeat(3_000_000) + "\"}\n";
    List<JsonNode> results = api.bulk(GOOD + tooLong + GOOD);
    assertThat(statuses(results)).containsExactly(201, 413, 201);
    assertThat(results.get(1).get("error").get("type").stringValue())
        .isEqualTo(ProblemType.BODY_TOO_LARGE.uri());
  }

  @Test
  void theLineAfterTheLastAllowedOneEndsTheAnswer() {
    String body = "\n".repeat(19_998) + GOOD.repeat(4);
    List<JsonNode> results = api.bulk(body);
    assertThat(numbers(results)).containsExactly(19_999L, 20_000L, 20_001L);
    assertThat(statuses(results)).containsExactly(201, 201, 413);
    assertThat(results.get(2).get("error").get("type").stringValue())
        .isEqualTo(ProblemType.TOO_MANY_LINES.uri());
    assertThat(admin.rows()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-ndjson", "application/ndjson", "application/jsonl"})
  void linesOfAnyNameAreUnderstood(String type) {
    byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
    Api.Reply reply =
        api.send(
            api.request(BulkRoute.BULK)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).isEqualTo("application/x-ndjson");
    assertThat(reply.text()).contains("\"status\":201");
  }

  @Test
  void anotherTypeIsNotUnderstood() {
    api.send(
            api.request(BulkRoute.BULK)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(GOOD)))
        .problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void linesAreAnsweredWhileOthersAreStillToCome() throws IOException {
    try (RawHttp raw = bulk()) {
      for (int i = 1; i <= 5; i++) {
        raw.write(chunk(GOOD));
        assertThat(raw.readUntil("\"line\":" + i + ",\"status\":201")).isNotEmpty();
        assertThat(admin.rows()).isEqualTo(i);
      }
      raw.write("0\r\n\r\n");
      assertThat(raw.readUntil("\r\n0\r\n\r\n")).doesNotContain("\"line\":6");
    }
  }

  @Test
  void eachCodeIsMintedOnceByConcurrentRequests() {
    String body =
        IntStream.range(0, 3000)
            .mapToObj("{\"url\": \"https://example.com/\", \"code\": \"both-%d\"}\n"::formatted)
            .collect(Collectors.joining());
    List<CompletableFuture<List<JsonNode>>> requests =
        List.of(
            CompletableFuture.supplyAsync(() -> api.bulk(body)),
            CompletableFuture.supplyAsync(() -> api.bulk(body)));
    List<JsonNode> results = requests.stream().flatMap(request -> request.join().stream()).toList();
    assertThat(statuses(results)).hasSize(6000).containsOnly(201, 409);
    Set<String> minted = new HashSet<>();
    for (JsonNode result : results) {
      if (result.get("status").intValue() == 201) {
        String code = result.get("data").get("code").stringValue();
        assertThat(minted.add(code)).as(code).isTrue();
      }
    }
    assertThat(minted).hasSize(3000);
    assertThat(admin.rows()).isEqualTo(3000);
  }

  @Test
  void overHttp2ItStreamsToo() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      URI base = URI.create("http://127.0.0.1:" + admin.port());
      client.send(HttpRequest.newBuilder(base).build(), BodyHandlers.discarding());
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(base.resolve(BulkRoute.BULK))
                  .header("X-Api-Key", TestAdmin.KEY)
                  .header("Content-Type", "application/x-ndjson")
                  .POST(BodyPublishers.ofString(lines(0, 20_000)))
                  .build(),
              BodyHandlers.ofString());
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(response.body().lines()).hasSize(20_000);
    }
    assertThat(admin.rows()).isEqualTo(20_000);
  }

  @Test
  void aRequestThatStallsIsToldAndEnded() throws IOException {
    try (RawHttp raw = bulk()) {
      raw.write(chunk(GOOD + "{\"url\": "));
      String answer = raw.readToEnd();
      assertThat(answer)
          .contains("\"line\":1,\"status\":201", "\"line\":2,\"status\":408")
          .contains(ProblemType.REQUEST_TIMEOUT.uri());
    }
  }

  @Test
  void aClientThatReadsNothingIsNotReadFromForEver() throws IOException {
    // Each line is answered with thirty times its length.
    String chunk = chunk("{\"url\": 0}\n".repeat(200));
    long written = 0;
    long startNanos = System.nanoTime();
    try (RawHttp raw = bulk()) {
      while (System.nanoTime() - startNanos < TimeUnit.SECONDS.toNanos(1)) {
        raw.write(chunk);
        written += chunk.length();
      }
      assertThat(written).isLessThan(16L << 20);
      assertThat(raw.isCut()).isTrue();
    }
  }

  @Test
  void aConnectionWhoseRequestWasLeftUnreadIsNotUsedAgain() {
    String tooMany = "{}\n".repeat(200_000);
    for (int i = 0; i < 10; i++) {
      assertThat(api.bulk(tooMany)).hasSize(20_001);
      assertThat(api.bulk(GOOD)).hasSize(1);
    }
  }

  @Test
  void aClientThatLeavesEndsTheWork() throws IOException {
    for (int i = 0; i < 20; i++) {
      try (RawHttp raw = bulk()) {
        raw.write(chunk(GOOD));
        raw.readUntil("\"line\":1,");
      }
    }
    // More of them than may be served at once: those that were left must have ended.
    Awaitility.await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(
            () -> assertThat(api.bulk(BodyPublishers.ofString(GOOD)).status()).isEqualTo(200));
  }

  @Test
  void oneMoreThanCanBeServedIsTurnedAway() throws IOException {
    RawHttp[] open = new RawHttp[16];
    try {
      for (int i = 0; i < open.length; i++) {
        open[i] = bulk();
        open[i].write(chunk(GOOD));
        open[i].readUntil("\"line\":1,");
      }
      Api.Reply reply = api.bulk(BodyPublishers.ofString(GOOD));
      reply.problem(ProblemType.UNAVAILABLE);
      assertThat(reply.header("retry-after")).isEqualTo("1");
    } finally {
      for (RawHttp raw : open) {
        raw.close();
      }
    }
  }

  private static RawHttp bulk() throws IOException {
    return new RawHttp(admin.port())
        .write(
            """
            POST /api/v1/links/bulk HTTP/1.1\r
            Host: x\r
            Authorization: Bearer %s\r
            Content-Type: application/x-ndjson\r
            Transfer-Encoding: chunked\r
            \r
            """
                .formatted(TestAdmin.KEY));
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }
}
