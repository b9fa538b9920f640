package dev.carom.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.standalone.RunningUp.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code carom up} as whoever runs it meets it, in a process of its own. */
class UpIT {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Ports ports = Ports.free();
  @TempDir private Path folder;

  @Test
  void realAddressesAreMintedFollowedAndSurviveAKill() throws Exception {
    List<String> addresses = addresses();
    Map<String, String> targets;
    try (RunningUp up = RunningUp.start(folder, ports).awaitUp()) {
      targets = mint(up, addresses);
      assertThat(targets).hasSizeGreaterThan(150);
      follow(up, targets);
      up.kill();
    }
    try (RunningUp up = RunningUp.start(folder, ports).awaitUp()) {
      follow(up, targets);
      assertThat(up.stop()).isZero();
      assertThat(up.output()).endsWith("Stopping.\n");
    }
    assertThat(folder.resolve("run/carom.pid")).doesNotExist();
    try (RunningUp up = RunningUp.start(folder, ports).awaitUp()) {
      follow(up, targets);
    }
  }

  /** Mints the addresses in one bulk request, and returns the targets by their codes' paths. */
  private Map<String, String> mint(RunningUp up, List<String> addresses) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (String address : addresses) {
      lines.append(JSON.writeValueAsString(Map.of("url", address))).append('\n');
    }
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(up.admin("/api/v1/links/bulk"))
                .header("Authorization", "Bearer " + up.key())
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines.toString()))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    List<String> results = answer.body().lines().toList();
    assertThat(results).hasSameSizeAs(addresses);
    Map<String, String> targets = new LinkedHashMap<>();
    for (int i = 0; i < addresses.size(); i++) {
      JsonNode result = JSON.readTree(results.get(i));
      String address = addresses.get(i);
      assertThat(result.get("line").asInt()).isEqualTo(i + 1);
      if (address.startsWith("http")) {
        assertThat(result.get("status").asInt()).as(address).isEqualTo(201);
        JsonNode link = result.get("data");
        assertThat(link.get("url").asString())
            .isEqualToIgnoringCase(address.replace("://http://", "://http//"));
        targets.put("/" + link.get("code").asString(), link.get("url").asString());
      } else {
        assertThat(result.get("status").asInt()).as(address).isEqualTo(422);
        assertThat(result.get("error").get("errors").get(0).get("field").asString())
            .isEqualTo("url");
      }
    }
    return targets;
  }

  private void follow(RunningUp up, Map<String, String> targets) throws Exception {
    for (Map.Entry<String, String> target : targets.entrySet()) {
      HttpResponse<Void> answer = get(up.redirect(target.getKey()));
      assertThat(answer.statusCode()).as(target.getValue()).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location")).contains(target.getValue());
    }
  }

  private HttpResponse<Void> get(URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
  }

  private static List<String> addresses() throws IOException {
    try (InputStream in = UpIT.class.getResourceAsStream("/homepages.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void whatItPrintsWorksAsPrinted() throws Exception {
    try (RunningUp up = RunningUp.start(folder, ports).awaitUp()) {
      String output = up.output();
      assertThat(output).contains(up.key(), folder.resolve("admin-key").toString());
      String curl = output.substring(output.indexOf("curl"), output.indexOf("\n\nCtrl-C"));
      Process shell = new ProcessBuilder("sh", "-c", curl).start();
      JsonNode minted = JSON.readTree(shell.getInputStream());
      String shortUrl = minted.get("data").get("shortUrl").asString();
      assertThat(get(URI.create(shortUrl)).headers().firstValue("Location"))
          .contains("https://example.com/");
      assertThat(get(up.ops("/readyz")).statusCode()).isEqualTo(200);
      assertThat(get(up.ops("/livez")).statusCode()).isEqualTo(200);
      AlertRules alerts = AlertRules.read();
      alerts.requireMeters(
          client
              .send(HttpRequest.newBuilder(up.ops("/metrics")).build(), BodyHandlers.ofString())
              .body());
      alerts.requireRunbooks();
      for (String secret : List.of("admin-key", "carom.conf", "secrets/code-secret")) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(folder.resolve(secret))))
            .as(secret)
            .isEqualTo("rw-------");
      }
      assertThat(Files.readString(folder.resolve("log/carom.log"))).doesNotContain(up.key());
    }
  }

  /** Whatever the processes were at when they were killed. */
  @Test
  void aBulkRequestThatAKillHasCutGoesOn() throws Exception {
    int all = 6000;
    String lines =
        IntStream.rangeClosed(1, all)
            .mapToObj("{\"url\": \"https://example.com/%d\"}\n"::formatted)
            .collect(Collectors.joining());
    Map<Integer, String> told = new HashMap<>();
    try (RunningUp up = RunningUp.start(folder, ports).awaitUp()) {
      HttpResponse<Stream<String>> answer = client.send(bulk(up, lines), BodyHandlers.ofLines());
      Iterator<String> results = answer.body().iterator();
      while (told.size() < 1500) {
        JsonNode result = JSON.readTree(results.next());
        told.put(result.get("line").asInt(), result.get("data").get("id").asString());
      }
      up.kill();
    }
    try (RunningUp up = RunningUp.start(folder, ports).awaitUp()) {
      HttpResponse<String> answer = client.send(bulk(up, lines), BodyHandlers.ofString());
      List<String> results = answer.body().lines().toList();
      assertThat(results).hasSize(all);
      for (int line = 1; line <= all; line++) {
        JsonNode result = JSON.readTree(results.get(line - 1));
        assertThat(result.get("status").asInt()).isEqualTo(201);
        String id = result.get("data").get("id").asString();
        assertThat(told.getOrDefault(line, id)).as("line %d", line).isEqualTo(id);
      }
      HttpRequest list =
          HttpRequest.newBuilder(up.admin("/api/v1/links?limit=1"))
              .header("Authorization", "Bearer " + up.key())
              .build();
      JsonNode meta = JSON.readTree(client.send(list, BodyHandlers.ofString()).body()).get("meta");
      assertThat(meta.get("total").asInt()).isEqualTo(all);
    }
  }

  private static HttpRequest bulk(RunningUp up, String lines) {
    return HttpRequest.newBuilder(up.admin("/api/v1/links/bulk"))
        .header("Authorization", "Bearer " + up.key())
        .header("Idempotency-Key", "one request")
        // With its first request a client would else ask to go on with HTTP/2, and read no results
        // until it has sent all lines.
        .version(HttpClient.Version.HTTP_1_1)
        .header("Content-Type", "application/x-ndjson")
        .POST(BodyPublishers.ofString(lines))
        .build();
  }

  @Test
  void twoRunSideBySideButNotInOneFolder(@TempDir Path other) throws Exception {
    try (RunningUp first = RunningUp.start(folder, ports);
        RunningUp second = RunningUp.start(other, Ports.free())) {
      first.awaitUp();
      second.awaitUp();
      assertThat(first.key()).isNotEqualTo(second.key());
      try (RunningUp third = RunningUp.start(folder, Ports.free())) {
        assertThat(third.awaitExit()).isEqualTo(1);
        assertThat(third.output()).contains(folder + " is in use by another carom up (process ");
      }
      try (RunningUp third = RunningUp.start(folder, ports)) {
        assertThat(third.awaitExit()).isEqualTo(1);
        assertThat(third.output())
            .contains("port " + ports.redirect() + " is taken", "--redirect-port PORT");
      }
      assertThat(get(first.ops("/readyz")).statusCode()).isEqualTo(200);
    }
  }
}
