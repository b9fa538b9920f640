package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.admin.oidc.Tokens;
import dev.carom.core.change.Barrier;
import dev.carom.core.change.LeaseBook;
import dev.carom.core.config.AdminConfig;
import dev.carom.core.config.ClientConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.LinkConfig;
import dev.carom.core.lifecycle.ListenException;
import dev.carom.core.limit.LocalRateLimits;
import dev.carom.core.limit.SharedRateLimits;
import dev.carom.core.resolve.LinkCache;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starting, overload, defects and stopping, before a store that does what the test wants. */
class AdminServerTest {

  private final GateStore store = new GateStore();
  private final List<AdminServer> servers = new ArrayList<>();

  private final Barrier barrier =
      Barrier.open(
          new NoLeases(),
          new Barrier.Timing(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)),
          new SimpleMeterRegistry());

  /** Nobody caches anything. */
  private static final class NoLeases implements LeaseBook {

    @Override
    public Page read() {
      return new Page(1, List.of());
    }

    @Override
    public boolean revoke(Entry entry) {
      throw new AssertionError("there is none");
    }
  }

  @AfterEach
  void stop() {
    store.open();
    servers.forEach(AdminServer::close);
    barrier.close();
  }

  private AdminServer start(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("link.base-url", TestAdmin.BASE_URL);
    settings.put("admin.port", "0");
    settings.put("admin.bootstrap-key", TestAdmin.KEY);
    settings.putAll(more);
    Configuration configuration =
        Configuration.of(
            settings, List.of(AdminConfig.class, ClientConfig.class, LinkConfig.class));
    AdminServer server =
        AdminServer.start(
            configuration.get(AdminConfig.class),
            configuration.get(ClientConfig.class),
            configuration.get(LinkConfig.class),
            new LinkService(
                store,
                LinkCache.none(),
                barrier,
                NoEdge.purges(barrier),
                new BlocklistPolicy(new NoBlocklist())),
            NoReports.create(),
            new NoWorkspaces(),
            new NoKeys(),
            (_, _, _) -> List.of(),
            new NoDomains(),
            new NoBlocklist(),
            new NoAnswers(),
            NoEdge.logs(),
            new RequestLimits(
                configuration.get(ClientConfig.class),
                new SharedRateLimits(
                    null,
                    new LocalRateLimits(Duration.ofMinutes(1), System::nanoTime),
                    new SimpleMeterRegistry()),
                new ClientNames("a secret")),
            Tokens.none(),
            new SimpleMeterRegistry(),
            InstantSource.system());
    servers.add(server);
    return server;
  }

  @Test
  void aTakenPortIsNamedWithItsKey() {
    int port = start(Map.of()).port();
    assertThatThrownBy(() -> start(Map.of("admin.port", Integer.toString(port))))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("admin.port: cannot listen on 127.0.0.1:" + port);
  }

  @Test
  void aDefectIsToldToNobodyButTheLog() {
    Api api = new Api(start(Map.of()).port());
    for (Api.Reply reply :
        List.of(
            api.get(LinkRoutes.LINKS),
            api.post("{\"url\": \"https://example.com/\"}"),
            api.delete(LinkRoutes.LINKS + "/1"))) {
      reply.problem(ProblemType.INTERNAL);
      assertThat(reply.text()).doesNotContain(GateStore.SECRET_OF_OURS).doesNotContain("Exception");
    }
    assertThat(api.bulk("{\"url\": \"https://example.com/\"}").getFirst().toString())
        .contains(ProblemType.INTERNAL.uri())
        .doesNotContain(GateStore.SECRET_OF_OURS);
  }

  @Test
  void everyLineOfTheLogNamesItsRequestAndTrace() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    Api api = new Api(start(Map.of()).port());
    try (LogLines log = new LogLines()) {
      HttpRequest.Builder list = api.request(LinkRoutes.LINKS);
      HttpRequest.Builder bulk =
          api.request(BulkRoute.BULK)
              .header("Content-Type", "application/x-ndjson")
              .POST(BodyPublishers.ofString("{\"url\": \"https://example.com/\"}"));
      for (HttpRequest.Builder request : List.of(list, bulk)) {
        String id = UUID.randomUUID().toString();
        Api.Reply reply =
            api.send(
                request
                    .header("X-Request-ID", id)
                    .header("traceparent", "00-%s-00f067aa0ba902b7-01".formatted(trace)));
        assertThat(reply.header("traceparent")).startsWith("00-" + trace);
        assertThat(reply.text()).contains("\"requestId\":\"" + id + "\"");
        assertThat(log.of(id))
            .hasSize(1)
            .allSatisfy(line ->
                assertThat(line.getMDCPropertyMap()).containsEntry(LogContext.TRACE_ID, trace));
      }
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsGivenUp() {
    Api api = new Api(start(Map.of("admin.request-timeout", "200ms")).port());
    Api.Reply reply = api.get(LinkRoutes.LINKS + "/1");
    reply.problem(ProblemType.UNAVAILABLE);
    assertThat(reply.header("retry-after")).isEqualTo("1");
    assertThat(reply.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void oneMoreThanCanBeInFlightIsTurnedAwayAtOnce() throws Exception {
    AdminServer server = start(Map.of());
    Api api = new Api(server.port());
    List<RawHttp> inFlight = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      inFlight.add(get(server));
    }
    store.awaitWaiting(256);
    api.get(LinkRoutes.LINKS + "/1").problem(ProblemType.UNAVAILABLE);
    store.open();
    for (RawHttp raw : inFlight) {
      assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 404 ");
      raw.close();
    }
    api.get(LinkRoutes.LINKS + "/1").problem(ProblemType.NOT_FOUND);
  }

  @Test
  void moreConnectionsThanAllowedAreClosed() throws IOException {
    AdminServer server = start(Map.of("admin.max-connections", "2"));
    try (RawHttp first = get(server);
        RawHttp second = get(server)) {
      store.awaitWaiting(2);
      try (RawHttp third = new RawHttp(server.port())) {
        assertThat(third.isClosed()).isTrue();
      }
      store.open();
      assertThat(first.readUntil("\r\n\r\n")).contains(" 404 ");
      assertThat(second.readUntil("\r\n\r\n")).contains(" 404 ");
    }
  }

  @Test
  void aStopLetsRequestsInFlightEnd() throws Exception {
    AdminServer server = start(Map.of());
    try (RawHttp raw = get(server);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      store.awaitWaiting(1);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close, threads);
      Thread.sleep(2500);
      assertThat(stopped).isNotDone();
      store.open();
      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 404 ");
      stopped.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void aStopWaitsNoLongerThanItMay() throws IOException {
    AdminServer server = start(Map.of("admin.stop-timeout", "300ms"));
    try (RawHttp raw = get(server)) {
      store.awaitWaiting(1);
      long start = System.nanoTime();
      server.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      // Nothing, or where the loops get to it before they end: that it was given up.
      assertThat(raw.readToEnd()).matches("|HTTP/1\\.1 503 (?s:.*)");
    }
  }

  /** Asks for a link, which waits at the gate. */
  private static RawHttp get(AdminServer server) throws IOException {
    return new RawHttp(server.port())
        .write(
            "GET /api/v1/links/1 HTTP/1.1\r\nHost: x\r\nX-Api-Key: %s\r\n\r\n"
                .formatted(TestAdmin.KEY));
  }
}
