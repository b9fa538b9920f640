package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.Stores;
import dev.carom.core.code.CodeGenerator;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.RedirectConfig.Transport;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkDetails;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.ops.Readiness;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import dev.carom.redirect.RawClient.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a follower may rely on, whatever serves the sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedirectServerContract {

  private static final String TARGET = "https://example.com/a?b=c#d";

  private final ResourceStack resources = new ResourceStack();
  private Map<String, String> settings = Map.of();
  private TestDatabase database;
  private LinkStore links;
  private CodeGenerator codes;
  private RedirectServer server;

  abstract Transport transport();

  @BeforeAll
  void open() {
    database = TestStores.freshDatabase().migrated();
    settings = database.settings();
    settings.put("redis.url", TestStores.redisUrl());
    settings.put("redirect.port", "0");
    settings.put("redirect.transport", transport().name().toLowerCase(Locale.ROOT));
    settings.put("redirect.event-loops", "2");
    settings.put("redirect.miss-timeout", "10s");
    settings.put("redirect.quiet-period", "100ms");
    settings.put("redis.timeout", "2s");
    Stores stores =
        Stores.open(
            "test",
            Configuration.of(settings, RedirectMain.CONFIGURATION),
            new SimpleMeterRegistry(),
            resources);
    links = stores.links();
    codes = stores.codes();
    server = start(Map.of(), new SimpleMeterRegistry());
  }

  private RedirectServer start(Map<String, String> more, MeterRegistry registry) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return RedirectMain.open(
        Configuration.of(all, RedirectMain.CONFIGURATION), registry, new Readiness(), resources);
  }

  @AfterAll
  void close() {
    resources.close();
  }

  private Link mint(RedirectStatus status, @Nullable Instant expiresAt, @Nullable String code) {
    NewLink link =
        new NewLink(
            new TargetUrl(TARGET),
            status,
            expiresAt,
            null,
            code == null ? null : new ShortCode(code));
    return ((LinkStore.Minted.Created) links.mint(List.of(link)).getFirst()).link();
  }

  private String path() {
    return "/" + mint(RedirectStatus.FOUND, null, null).code();
  }

  private Answer get(String path) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return client.get(path).read();
    }
  }

  @Test
  void aRedirectSaysWhatItMustAndNothingElse() throws IOException {
    String path = path();
    for (String tier : List.of("store", "cache")) {
      Answer answer = get(path);
      assertThat(answer.statusLine()).as(tier).isEqualTo("HTTP/1.1 302 Found");
      assertThat(answer.lines().stream().filter(line -> !line.startsWith("Date: ")))
          .as(tier)
          .containsExactlyInAnyOrder(
              "Location: " + TARGET, "Content-Length: 0", "Cache-Control: no-store");
      assertThat(answer.field("Date"))
          .matches(
              "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
      assertThat(answer.lines()).hasSize(4);
    }
  }

  /** nginx takes what it is told first; browsers keep nothing. */
  @Test
  void whatTheEdgeMayKeepIsToldInThisOrder() throws IOException {
    Link link = mint(RedirectStatus.FOUND, Instant.now().plusSeconds(3600), "kept-at-the-edge");
    database.execute("UPDATE link SET edge_ttl = 250 WHERE id = " + link.id());
    String key = codes.encode(link.id());
    Awaitility.await().until(() -> get("/kept-at-the-edge").lines().size() == 9);
    for (String path : List.of("/kept-at-the-edge", "/kept%2dat-the-edge")) {
      assertThat(get(path).lines().stream().filter(line -> !line.startsWith("Date: ")))
          .as(path)
          .containsExactly(
              "Location: " + TARGET,
              "X-Accel-Expires: 250",
              "Cache-Control: no-store",
              "CDN-Cache-Control: max-age=250",
              "Surrogate-Control: max-age=250",
              "Surrogate-Key: " + key,
              "Cache-Tag: " + key,
              "Content-Length: 0");
    }
    database.execute("UPDATE link SET max_clicks = 5 WHERE id = " + link.id());
    Awaitility.await().until(() -> get("/kept-at-the-edge").lines().size() == 4);
    assertThat(get("/kept-at-the-edge").field("Cache-Control")).isEqualTo("no-store");
  }

  /** Nobody keeps the answer to another method, and nobody should. */
  @Test
  void whatIsPostedTheEdgeMayNotKeep() throws IOException {
    Link link = mint(RedirectStatus.TEMPORARY_REDIRECT, null, "posted");
    database.execute("UPDATE link SET edge_ttl = 250 WHERE id = " + link.id());
    Awaitility.await().until(() -> get("/posted").lines().size() == 9);
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /posted HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.lines()).noneMatch(line -> line.startsWith("Surrogate-"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedirectStatus.class)
  void everyLinkHasItsStatus(RedirectStatus status) throws IOException {
    Answer answer = get("/" + mint(status, null, null).code());
    assertThat(answer.status()).isEqualTo(status.code());
    assertThat(answer.field("Location")).isEqualTo(TARGET);
  }

  @Test
  void aCustomCodeIsFollowed() throws IOException {
    mint(RedirectStatus.FOUND, null, "spring-sale");
    // The admin API would say when every server knows of it.
    Awaitility.await().until(() -> get("/spring-sale").status() != 404);
    assertThat(get("/spring-sale").field("Location")).isEqualTo(TARGET);
    assertThat(get("/Spring-sale").status()).as("case matters").isEqualTo(404);
  }

  @Test
  void aQueryIsAcceptedAndNotForwarded() throws IOException {
    assertThat(get(path() + "?fbclid=abc&x=/?").field("Location")).isEqualTo(TARGET);
  }

  @Test
  void anEscapedCharacterIsTheCharacter() throws IOException {
    String code = path().substring(1);
    String escaped = "/%%%02x%s".formatted((int) code.charAt(0), code.substring(1));
    assertThat(get(escaped).field("Location")).isEqualTo(TARGET);
  }

  @Test
  void headIsAnsweredLikeGetWithoutItsBody() throws IOException {
    String path = path();
    try (RawClient client = new RawClient(server.port())) {
      client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead().field("Location")).isEqualTo(TARGET);
      client.send("HEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
      Answer missing = client.readHead();
      assertThat(missing.status()).isEqualTo(404);
      assertThat(missing.field("Content-Length")).isNotEqualTo("0");
      assertThat(client.get(path).read().status()).as("nothing was left over").isEqualTo(302);
    }
  }

  @Test
  void whatNeverExistedIsNotFound() throws IOException {
    for (String path : List.of("/never", "/", "/a/b", "/favicon.ico", "/" + "a".repeat(65))) {
      Answer answer = get(path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.body()).isEqualTo("No link has this address.\n");
      assertThat(answer.field("Content-Type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.field("Date")).isNotEmpty();
    }
  }

  @Test
  void whatWasDeletedIsGone() throws IOException {
    Link link = mint(RedirectStatus.FOUND, null, null);
    links.delete(link.id());
    Answer answer = get("/" + link.code());
    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
  }

  private String timed(@Nullable Instant startsAt, @Nullable Instant expiresAt) {
    NewLink link =
        new NewLink(
            new TargetUrl(TARGET),
            RedirectStatus.TEMPORARY_REDIRECT,
            startsAt,
            expiresAt,
            new TargetUrl("https://example.com/over"),
            null,
            null,
            LinkDetails.NONE);
    return "/" + ((LinkStore.Minted.Created) links.mint(List.of(link)).getFirst()).link().code();
  }

  @Test
  void whatStartsLaterIsThereToTheMoment() throws Exception {
    Instant start = Instant.now().plusMillis(800);
    String path = timed(start, null);
    int status = 404;
    while (status == 404) {
      Instant before = Instant.now();
      Answer answer = get(path);
      status = answer.status();
      if (status == 404) {
        assertThat(before).isBefore(start);
        assertThat(answer.body()).isEqualTo("No link has this address.\n");
      } else {
        assertThat(answer.field("Location")).isEqualTo(TARGET);
        assertThat(Instant.now()).isAfterOrEqualTo(start.truncatedTo(ChronoUnit.MILLIS));
      }
    }
    assertThat(status).isEqualTo(307);
  }

  @Test
  void whatHasExpiredLeadsWhereItsOwnerSays() throws Exception {
    String path = timed(null, Instant.now().plusMillis(500));
    assertThat(get(path).field("Location")).isEqualTo(TARGET);
    Awaitility.await().until(() -> !get(path).field("Location").equals(TARGET));
    for (int i = 0; i < 2; i++) {
      Answer answer = get(path);
      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.field("Location")).isEqualTo("https://example.com/over");
      assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  void whatHasExpiredIsGoneToTheMoment() throws Exception {
    Instant expiry = Instant.now().plusMillis(1500);
    Link link = mint(RedirectStatus.FOUND, expiry, null);
    int status = 302;
    while (status == 302) {
      Instant before = Instant.now();
      status = get("/" + link.code()).status();
      Instant after = Instant.now();
      if (status == 302) {
        assertThat(before).isBefore(expiry);
      } else {
        assertThat(status).isEqualTo(410);
        assertThat(after).isAfterOrEqualTo(expiry.minusMillis(1));
      }
      Thread.sleep(10);
    }
    links.delete(link.id());
    assertThat(get("/" + link.code()).status()).isEqualTo(410);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"})
  void otherMethodsAreNotAllowedOnMostLinks(String method) throws IOException {
    String path = path();
    try (RawClient client = new RawClient(server.port())) {
      client.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.field("Allow")).isEqualTo("GET, HEAD");
      assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  void aLinkThatKeepsTheMethodTakesAnyAndNeverReadsTheBody() throws IOException {
    Link link = mint(RedirectStatus.TEMPORARY_REDIRECT, null, null);
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "POST /%s HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n".formatted(link.code()));
      client.send("x".repeat(100_000));
      Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.field("Location")).isEqualTo(TARGET);
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aBodyIsNeverTakenForARequest() throws IOException {
    String path = path();
    try (RawClient client = new RawClient(server.port())) {
      String smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
      client.send(
          "GET %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(path, smuggled.length(), smuggled));
      Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void crawlersAreWelcome() throws IOException {
    Answer answer = get("/robots.txt");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("User-agent: *\nAllow: /\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /a HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET /a HTTP/0.9\r\nHost: a\r\n\r\n",
        "GET /a\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nname : value\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nname: \u0000\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
      })
  void whatCannotBeUnderstoodIsABadRequestAndTheLast(String request) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(request).send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
      Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "nothing", "*"})
  void aTargetThatIsNoneIsABadRequest(String target) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      Answer answer = client.get(target).read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.field("Connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"/%s, , 414", "/a, x: %s, 431"})
  void whatIsTooLongIsSaidToBe(String path, @Nullable String field, int status) throws IOException {
    String tooLong = "a".repeat(20_000);
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n"
              .formatted(path, field == null ? "y: z" : field)
              .replace("%s", tooLong));
      Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aConnectionIsKeptUnlessTheClientWishesOtherwise() throws IOException {
    String path = path();
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get(path).read().field("Connection")).isEmpty();
      }
      client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.read().field("Connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET " + path + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.read().field("Connection")).isEqualTo("keep-alive");
      client.send("GET " + path + " HTTP/1.0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(302);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrderHoweverMany() throws IOException {
    List<String> expected = new ArrayList<>();
    StringBuilder requests = new StringBuilder();
    String hit = path();
    get(hit);
    // Far more than may wait at once, cached ones between others.
    for (int i = 0; i < 400; i++) {
      boolean miss = i % 3 == 0;
      String code = "pipelined-" + i;
      if (i % 30 == 0) {
        mint(RedirectStatus.PERMANENT_REDIRECT, null, code);
      }
      requests.append("GET %s HTTP/1.1\r\nHost: a\r\n\r\n".formatted(miss ? "/" + code : hit));
      expected.add(i % 30 == 0 ? "308" : miss ? "404" : "302");
    }
    try (RawClient client = new RawClient(server.port())) {
      client.send(requests.toString());
      List<String> statuses = new ArrayList<>();
      for (int i = 0; i < expected.size(); i++) {
        statuses.add(Integer.toString(client.read().status()));
      }
      assertThat(statuses).isEqualTo(expected);
      assertThat(client.get(hit).read().status()).as("and the connection goes on").isEqualTo(302);
    }
  }

  @Test
  void aClientThatSendsNothingMoreStillGetsItsAnswers() throws IOException {
    String hit = path();
    get(hit);
    for (String first : List.of(hit, path())) {
      try (RawClient client = new RawClient(server.port())) {
        client.get(first).get("/never").get(hit).endInput();
        assertThat(client.read().status()).isEqualTo(302);
        assertThat(client.read().status()).isEqualTo(404);
        assertThat(client.read().status()).isEqualTo(302);
        assertThat(client.isAtEnd()).isTrue();
      }
    }
    try (RawClient client = new RawClient(server.port())) {
      client.endInput();
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void whatComesAfterTheLastRequestIsThrownAway() throws IOException {
    String path = path();
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      client.send(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").repeat(3000));
      assertThat(client.read().status()).isEqualTo(302);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aRequestThatBeginsWithThePreviousOneHasItsDeadlineToo() throws Exception {
    RedirectServer impatient =
        start(Map.of("redirect.header-timeout", "300ms"), new SimpleMeterRegistry());
    try (RawClient client = new RawClient(impatient.port())) {
      client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\nGET /a HTTP/1.1\r\n");
      assertThat(client.read().status()).isEqualTo(404);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aStopTruncatesNoAnswer() throws Exception {
    RedirectServer stopping = start(Map.of(), new SimpleMeterRegistry());
    TargetUrl target = new TargetUrl("https://example.com/" + "a".repeat(8000));
    NewLink link = new NewLink(target, RedirectStatus.FOUND, null, null, null);
    String path =
        "/" + ((LinkStore.Minted.Created) links.mint(List.of(link)).getFirst()).link().code();
    int requests = 700;
    try (RawClient client = new RawClient(stopping.port())) {
      client.get(path).read();
      client.send(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").repeat(requests));
      Thread.sleep(500); // Until the client's own buffers are full.
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close);
      Thread.sleep(300);
      // Requests that the server had not read yet may stay unanswered; what is answered is whole.
      int answered = 0;
      while (answered < requests && !client.isAtEnd()) {
        assertThat(client.read().field("Location")).isEqualTo(target.value());
        answered++;
      }
      assertThat(answered).isPositive();
      stopped.get();
    }
  }

  @Test
  void aRequestMayArriveByteByByte() throws Exception {
    String path = path();
    try (RawClient client = new RawClient(server.port())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
        Thread.sleep(1);
      }
      assertThat(client.read().status()).isEqualTo(302);
    }
  }

  @Test
  void aSlowRequestAndASilentClientAreHungUpOn() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RedirectServer impatient =
        start(
            Map.of("redirect.header-timeout", "300ms", "redirect.idle-timeout", "700ms"), registry);
    try (RawClient slow = new RawClient(impatient.port());
        RawClient silent = new RawClient(impatient.port())) {
      long start = System.nanoTime();
      slow.send("GET /a HTTP/1.1\r\n");
      for (int i = 0; i < 4; i++) {
        Thread.sleep(60);
        slow.send("a: b\r\n");
      }
      assertThat(slow.isAtEnd()).isTrue();
      assertThat(System.nanoTime() - start).isBetween(250_000_000L, 5_000_000_000L);
      assertThat(silent.isAtEnd()).isTrue();
      assertThat(System.nanoTime() - start).isGreaterThan(650_000_000L);
    }
    assertThat(registry.get("carom.redirect.connections.timed.out").counter().count()).isEqualTo(2);
  }

  @Test
  void aClientThatLeavesItsAnswersIsNotReadFromAndThenHungUpOn() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RedirectServer impatient = start(Map.of("redirect.write-timeout", "700ms"), registry);
    TargetUrl target = new TargetUrl("https://example.com/" + "a".repeat(8000));
    NewLink link = new NewLink(target, RedirectStatus.FOUND, null, null, null);
    String path =
        "/" + ((LinkStore.Minted.Created) links.mint(List.of(link)).getFirst()).link().code();
    String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    long most = 200_000;
    try (RawClient client = new RawClient(impatient.port())) {
      client.get(path).read();
      long sent = 0;
      try {
        // Answers to all of them would be 1.6 GB: the server stops reading long before.
        for (; sent < most; sent += 100) {
          client.send(request.repeat(100));
        }
      } catch (IOException _) {
        // Hung up on.
      }
      assertThat(sent).isLessThan(most);
    }
    assertThat(registry.get("carom.redirect.connections.timed.out").counter().count()).isEqualTo(1);
  }

  @Test
  void aConnectionBeyondTheBoundIsClosedAndCounted() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RedirectServer small = start(Map.of("redirect.max-connections", "2"), registry);
    String path = path();
    try (RawClient first = new RawClient(small.port());
        RawClient second = new RawClient(small.port())) {
      assertThat(first.get(path).read().status()).isEqualTo(302);
      assertThat(second.get(path).read().status()).isEqualTo(302);
      try (RawClient third = new RawClient(small.port())) {
        assertThat(third.isAtEnd()).isTrue();
      }
      assertThat(registry.get("carom.redirect.connections.refused").counter().count()).isEqualTo(1);
      assertThat(first.get(path).read().status()).isEqualTo(302);
    }
  }
}
