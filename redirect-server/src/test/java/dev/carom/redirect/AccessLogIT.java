package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.core.Stores;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.lifecycle.StartException;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.ops.Readiness;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the access log says of answers, and that it is there only where it is wished for. */
class AccessLogIT {

  private static final String TIME =
      "\"time\":\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"";

  @TempDir private Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ResourceStack stores = new ResourceStack();
  private final ResourceStack resources = new ResourceStack();
  private TestDatabase database;
  private Link link;
  private Path file;

  @BeforeEach
  void open() {
    file = folder.resolve("access.log");
    database = TestStores.freshDatabase().migrated();
    LinkStore links =
        Stores.open("test", configuration(Map.of()), new SimpleMeterRegistry(), stores).links();
    NewLink wished =
        new NewLink(new TargetUrl("https://example.com/"), RedirectStatus.FOUND, null, null, null);
    link = ((LinkStore.Minted.Created) links.mint(List.of(wished)).getFirst()).link();
  }

  private Configuration configuration(Map<String, String> more) {
    Map<String, String> settings = database.settings();
    settings.put("redis.url", "");
    settings.put("redirect.port", "0");
    settings.put("redirect.quiet-period", "100ms");
    settings.put("redirect.client-address", "x-forwarded-for");
    settings.put("redirect.trusted-proxies", "127.0.0.1");
    settings.put("click.journal-dir", folder.resolve("journal").toString());
    settings.put("click.ring-dir", folder.toString());
    settings.putAll(more);
    return Configuration.of(settings, RedirectMain.CONFIGURATION);
  }

  private RedirectServer start(Map<String, String> more) {
    Readiness readiness = new Readiness();
    RedirectServer started = RedirectMain.open(configuration(more), registry, readiness, resources);
    readiness.opened();
    Awaitility.await().until(() -> readiness.objections().isEmpty());
    return started;
  }

  private RedirectServer start() {
    return start(Map.of("log.access", file.toString()));
  }

  @AfterEach
  void close() {
    resources.close();
    stores.close();
  }

  private static void ask(RedirectServer server, String request) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(request);
      var _ = request.startsWith("HEAD") ? client.readHead() : client.read();
    }
  }

  private void follow(RedirectServer server, String fields) throws IOException {
    ask(
        server,
        "GET /%s?q=secret HTTP/1.1\r\nHost: go.example\r\n%s\r\n".formatted(link.code(), fields));
  }

  private List<String> lines(int number) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> Files.exists(file) ? Files.readAllLines(file) : List.<String>of(),
            all -> all.size() >= number);
  }

  @Test
  void everyAnswerIsALine() throws Exception {
    RedirectServer server = start();
    String fields =
        "X-Forwarded-For: 203.0.113.9\r\nUser-Agent: a \"quoted\" \\ \tone\r\nReferer: https://a.example/b?token=1\r\n";
    follow(server, fields);
    follow(server, fields);
    ask(server, "HEAD /nobody HTTP/1.1\r\nHost: go.example\r\n\r\n");
    ask(server, "GET /robots.txt HTTP/1.1\r\nHost: go.example\r\n\r\n");
    ask(server, "GET  / HTTP/1.1\r\n\r\n");
    ask(server, "POST /%s HTTP/1.1\r\nHost: go.example\r\n\r\n".formatted(link.code()));
    String followed =
        """
        \\{%s,"client":"203\\.0\\.113\\.9","status":302,"method":"GET","host":"go\\.example","code":"%s",\
        "referrer":"https://a\\.example/b","userAgent":"a \\\\"quoted\\\\" \\\\\\\\ \\\\u0009one"\\}\
        """
            .formatted(TIME, link.code());
    List<String> lines = lines(6);
    assertThat(lines)
        .hasSize(6)
        .allMatch(line -> !line.contains("secret") && !line.contains("token"));
    assertThat(lines).filteredOn(line -> line.matches(followed)).hasSize(2);
    assertThat(lines)
        .anyMatch(line ->
            line.matches(
                "\\{%s,\"client\":\"127\\.0\\.0\\.1\",\"status\":404,\"method\":\"HEAD\",\"host\":\"go\\.example\",\"code\":\"nobody\"\\}"
                    .formatted(TIME)))
        .anyMatch(line ->
            line.matches("\\{%s,\"client\":\"127\\.0\\.0\\.1\",\"status\":200\\}".formatted(TIME)))
        .anyMatch(line ->
            line.matches("\\{%s,\"client\":\"127\\.0\\.0\\.1\",\"status\":400\\}".formatted(TIME)))
        .anyMatch(line ->
            line.matches("\\{%s,\"client\":\"127\\.0\\.0\\.1\",\"status\":405\\}".formatted(TIME)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .doesNotEndWith("r--");
  }

  @Test
  void soIsEveryAnswerOfHttp2() throws Exception {
    try (SecureServers servers =
            new SecureServers(folder, TlsContext.bestProvider(), configuredStores());
        HttpClient client = servers.client(HttpClient.Version.HTTP_2)) {
      RedirectServer server = servers.start(Map.of("log.access", file.toString()), registry);
      String path = servers.mint();
      for (String asked : List.of(path, "/robots.txt")) {
        assertThat(SecureServers.get(client, server, asked).version())
            .isEqualTo(HttpClient.Version.HTTP_2);
      }
      assertThat(lines(2))
          .hasSize(2)
          .anyMatch(line ->
              line.contains("\"status\":302")
                  && line.contains("\"code\":\"%s\"".formatted(path.substring(1))))
          .anyMatch(line -> line.endsWith("\"status\":200}"));
    }
  }

  private Map<String, String> configuredStores() {
    Map<String, String> settings = database.settings();
    settings.put("redis.url", "");
    settings.put("click.enabled", "false");
    return settings;
  }

  @Test
  void aFileThatWasMovedAwayIsMadeAnewAndNothingIsLost() throws Exception {
    RedirectServer server = start();
    follow(server, "");
    assertThat(lines(1)).hasSize(1);
    Path moved = Files.move(file, folder.resolve("access.log.1"));
    follow(server, "");
    assertThat(lines(1)).hasSize(1);
    assertThat(Files.readAllLines(moved)).hasSize(1);
    follow(server, "");
    // What waits is written when the server stops.
    resources.close();
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void linesThatCannotBeWrittenAreCountedAndFollowersServed() throws Exception {
    RedirectServer server = start();
    Files.delete(file);
    Files.createDirectory(file);
    follow(server, "");
    Awaitility.await().untilAsserted(() -> assertThat(dropped()).isEqualTo(1));
    Files.delete(file);
    follow(server, "");
    assertThat(lines(1)).hasSize(1);
    assertThat(dropped()).isEqualTo(1);
  }

  private double dropped() {
    return registry.get("carom.redirect.access.log.dropped").counter().count();
  }

  @Test
  void aFolderThatIsNotThereStopsTheStart() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> start(Map.of("log.access", folder.resolve("none/access.log").toString())))
        .withMessageContaining("log.access");
  }

  @Test
  void withoutOneThereIsNoThread() throws IOException {
    follow(start(Map.of("log.access", "")), "");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("access-log");
    assertThat(registry.find("carom.redirect.access.log.dropped").counter()).isNull();
  }
}
