package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the dashboard asks a real Prometheus, which has watched real servers at work. */
class DashboardIT {

  private static final Path MONITORING =
      Path.of(System.getProperty("basedir", ".")).resolve("../monitoring");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Every second; a rate needs two of these, and Grafana takes four. */
  private static final String RATE = "10s";

  @TempDir private Path folder;

  @Test
  void everyPanelShowsSomething() throws Exception {
    List<String> queries = queries();
    assertThat(queries).hasSizeGreaterThan(20);
    try (Cluster cluster = Cluster.open(folder, Cluster.Programs.OURS, new Cluster.Size(1, 1))) {
      Files.copy(MONITORING.resolve("rules.yml"), folder.resolve("rules.yml"));
      Files.writeString(folder.resolve("prometheus.yml"), configuration(cluster));
      try (Prometheus prometheus = Prometheus.start(folder)) {
        CaromProcess admin = cluster.admins().getFirst().process();
        AdminClient client = new AdminClient(admin);
        try (HttpConnection follower =
            HttpConnection.open(
                cluster.redirects().getFirst().process().port(), Duration.ofSeconds(5))) {
          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .pollInterval(Duration.ofMillis(200))
              .untilAsserted(() -> {
                work(client, follower);
                for (String query : queries) {
                  assertThat(shown(prometheus, query)).as(query).isNotEmpty();
                }
              });
        }
        assertThat(shown(prometheus, "up{job=~\"carom-.*\"}")).containsExactly("1", "1");
        assertThat(shown(prometheus, "carom_redirect_answerz_total")).isEmpty();
        rulesAreEvaluated(prometheus);
      }
    }
  }

  /** What a second's followers and marketers do, among it what there is no link for. */
  private static void work(AdminClient admin, HttpConnection follower) throws Exception {
    AdminClient.Sent.Done minted =
        (AdminClient.Sent.Done)
            admin.mint("https://example.com/" + System.nanoTime(), "", PATIENCE);
    String code = minted.link().get("code").asString();
    for (int i = 0; i < 5; i++) {
      assertThat(follower.ask("GET", "/" + code).status()).isEqualTo(302);
    }
    assertThat(follower.ask("GET", "/nobody").status()).isIn(404, 429);
    assertThat(
            admin.edit(minted.link().get("id").asString(), "https://example.com/edited", PATIENCE))
        .isInstanceOf(AdminClient.Sent.Done.class);
  }

  private static String configuration(Cluster cluster) {
    return """
    global: { scrape_interval: 1s, evaluation_interval: 1s }
    rule_files: [ rules.yml ]
    scrape_configs:
      - job_name: carom-redirect
        static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
      - job_name: carom-admin
        static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
    """
        .formatted(
            cluster.redirects().getFirst().process().opsPort(),
            cluster.admins().getFirst().process().opsPort());
  }

  /** With what Grafana puts in the place of variables. */
  private static List<String> queries() throws Exception {
    JsonNode dashboard =
        new JsonMapper().readTree(Files.readString(MONITORING.resolve("grafana/carom.json")));
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : dashboard.get("panels")) {
      if (!panel.get("type").asString().equals("row")) {
        assertThat(panel.get("targets")).as(panel.get("title").asString()).isNotEmpty();
        for (JsonNode target : panel.get("targets")) {
          queries.add(
              target
                  .get("expr")
                  .asString()
                  .replace("$__rate_interval", RATE)
                  .replace("$__range", RATE)
                  .replace("$instance", ".*"));
        }
      }
    }
    assertThat(queries).noneMatch(query -> query.contains("$"));
    return queries;
  }

  private static List<String> shown(Prometheus prometheus, String query) throws Exception {
    return StreamSupport.stream(prometheus.query(query).spliterator(), false)
        .map(series -> series.get("value").get(1).asString())
        .filter(value -> !value.equals("NaN"))
        .toList();
  }

  private static void rulesAreEvaluated(Prometheus prometheus) throws Exception {
    List<String> fired = new ArrayList<>();
    int rules = 0;
    for (JsonNode group : prometheus.get("/api/v1/rules").get("data").get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        rules++;
        assertThat(rule.get("health").asString()).as(rule.toString()).isEqualTo("ok");
        if (rule.has("state") && rule.get("state").asString().equals("firing")) {
          fired.add(rule.get("name").asString());
        }
      }
    }
    assertThat(rules).isGreaterThan(15);
    assertThat(fired).isEmpty();
  }
}
