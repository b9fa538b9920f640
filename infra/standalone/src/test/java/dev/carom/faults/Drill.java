package dev.carom.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.AdminMain;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.testing.TestDatabase;
import dev.carom.embedded.EmbeddedRedis;
import dev.carom.embedded.RedisOptions;
import dev.carom.faults.AdminClient.Sent;
import dev.carom.faults.Answer.Target;
import dev.carom.redirect.RedirectMain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/**
 * An installation on a PostgreSQL that is backed up, and a book of what was done with its links:
 * what their followers should be told, and how often they were redirected. One thread.
 */
final class Drill implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ArchivedPostgres postgres;
  private final EmbeddedRedis redis;
  private final TestDatabase database;
  private final List<CaromProcess> redirects;
  private final CaromProcess admin;
  private final ResourceStack resources;

  private final Map<String, Long> ids = new HashMap<>();
  private final Map<String, Answer> expected = new HashMap<>();
  private final Map<Long, Long> redirected = new TreeMap<>();
  private long values;

  private Drill(
      ArchivedPostgres postgres,
      EmbeddedRedis redis,
      TestDatabase database,
      List<CaromProcess> redirects,
      CaromProcess admin,
      ResourceStack resources) {
    this.postgres = postgres;
    this.redis = redis;
    this.database = database;
    this.redirects = redirects;
    this.admin = admin;
    this.resources = resources;
  }

  /** Opens an installation in an empty folder; when this returns, all of it is ready. */
  static Drill open(Path folder, String archiveTimeout) throws IOException, InterruptedException {
    Path software = Path.of(System.getProperty("carom.test.software", "target/software"));
    try (ResourceStack opening = new ResourceStack()) {
      ArchivedPostgres postgres = opening.add(ArchivedPostgres.create(folder, archiveTimeout));
      postgres.execute("CREATE DATABASE carom");
      TestDatabase database =
          new TestDatabase(
                  postgres.url("carom"),
                  ArchivedPostgres.SUPERUSER,
                  "any, for it is trusted",
                  "a secret that outlives the database")
              .migrated();
      EmbeddedRedis redis =
          opening.add(EmbeddedRedis.start(folder, RedisOptions.forTests(software), _ -> {}));
      Map<String, String> keys = new HashMap<>(database.settings());
      keys.put("postgres.max-connections", "8");
      keys.put("redis.url", redis.url());
      keys.put("ops.port", "0");
      keys.put("click.journal-dir", folder.resolve("journals").toString());
      keys.put("click.ring-dir", folder.resolve("rings").toString());
      List<CaromProcess> redirects = new ArrayList<>();
      for (String name : List.of("redirect-1", "redirect-2")) {
        redirects.add(
            opening.add(
                process(
                    folder,
                    name,
                    RedirectMain.class.getName(),
                    keys,
                    Map.of("redirect.port", "0"))));
      }
      CaromProcess admin =
          opening.add(
              process(
                  folder,
                  "admin",
                  AdminMain.class.getName(),
                  keys,
                  Map.of(
                      "admin.port", "0",
                      "admin.bootstrap-key", Cluster.KEY,
                      "link.base-url", "https://go.example")));
      for (CaromProcess redirect : redirects) {
        redirect.start();
      }
      admin.start();
      Drill drill = new Drill(postgres, redis, database, redirects, admin, opening.release());
      drill.awaitReady();
      return drill;
    }
  }

  private static CaromProcess process(
      Path folder,
      String name,
      String mainClass,
      Map<String, String> keys,
      Map<String, String> own) {
    Map<String, String> all = new HashMap<>(keys);
    all.putAll(own);
    List<String> flags =
        all.entrySet().stream()
            .map(key -> "--%s=%s".formatted(key.getKey(), key.getValue()))
            .toList();
    return new CaromProcess(name, mainClass, List.of(), flags, folder.resolve("log"));
  }

  private void awaitReady() {
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> admin.isReady() && redirects.stream().allMatch(CaromProcess::isReady));
  }

  ArchivedPostgres postgres() {
    return postgres;
  }

  TestDatabase database() {
    return database;
  }

  /** Mints links, and returns their codes. */
  List<String> mint(int count) throws InterruptedException {
    List<String> codes = new ArrayList<>();
    while (codes.size() < count) {
      Target target = new Target(++values);
      Sent sent = new AdminClient(admin).mint(target.url(), "", PATIENCE);
      if (sent instanceof Sent.Done(JsonNode link)) {
        String code = link.get("code").stringValue();
        assertThat(ids).as("codes were given out once").doesNotContainKey(code);
        long id = Long.parseLong(link.get("id").stringValue());
        assertThat(ids.values()).as("ids were given out once").allMatch(given -> given < id);
        ids.put(code, id);
        expected.put(code, target);
        codes.add(code);
      } else {
        throw new AssertionError(sent);
      }
    }
    return codes;
  }

  /** Leads links elsewhere. */
  void edit(List<String> codes) {
    for (String code : codes) {
      Target target = new Target(++values);
      Sent sent = new AdminClient(admin).edit(id(code), target.url(), PATIENCE);
      assertThat(sent).isInstanceOf(Sent.Done.class);
      expected.put(code, target);
    }
  }

  void delete(String code) {
    Sent sent = new AdminClient(admin).delete(id(code), PATIENCE);
    assertThat(sent).isInstanceOf(Sent.Done.class);
    expected.put(code, Answer.GONE);
  }

  private String id(String code) {
    return Long.toString(ids.getOrDefault(code, 0L));
  }

  /** What followers of all links that were minted should be told now. */
  Map<String, Answer> expected() {
    return Map.copyOf(expected);
  }

  /** Where a link should lead now. */
  String target(String code) {
    return expected.getOrDefault(code, Answer.ABSENT) instanceof Target target ? target.url() : "";
  }

  /** The database has become what it was; what was minted since is not there any more. */
  void goBackTo(Map<String, Answer> before) {
    expected.replaceAll((code, _) -> before.getOrDefault(code, Answer.ABSENT));
  }

  /** Follows all links on one server after the other; returns what the last of them said. */
  Map<String, Answer> follow() throws IOException {
    Map<String, Answer> answers = new HashMap<>();
    for (CaromProcess redirect : redirects) {
      try (HttpConnection connection = HttpConnection.open(redirect.port(), PATIENCE)) {
        for (String code : expected.keySet()) {
          Answer answer = Answer.of(connection.ask("GET", "/" + code));
          if (answer instanceof Target) {
            redirected.merge(ids.getOrDefault(code, 0L), 1L, Long::sum);
          }
          answers.put(code, answer);
        }
      }
    }
    return answers;
  }

  /** Follows all links on every server, each of which has to say what is expected. */
  void followAsExpected() throws IOException {
    assertThat(follow()).containsExactlyInAnyOrderEntriesOf(expected);
    assertThat(follow()).containsExactlyInAnyOrderEntriesOf(expected);
  }

  /** Waits until an edit is acknowledged, and every server hears of changes. */
  void awaitRecovery(String edited) {
    Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> {
          Target target = new Target(++values);
          Sent sent = new AdminClient(admin).edit(id(edited), target.url(), PATIENCE);
          // Whatever came of it, nobody is told anything else.
          expected.put(edited, target);
          return sent instanceof Sent.Done;
        });
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> {
          for (CaromProcess redirect : redirects) {
            if (!redirect.isReady() || redirect.meter("carom_lease_lapsed") != 0) {
              return false;
            }
          }
          return true;
        });
  }

  /** Waits until all redirects are counted, each link's and each once. */
  void awaitCounted() {
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(counted()).isEqualTo(redirected));
  }

  /** How often links that redirected were followed, as the database counts. */
  Map<Long, Long> counted() {
    Map<Long, Long> counts = new TreeMap<>();
    for (long id : redirected.keySet()) {
      long clicks =
          database.number("SELECT coalesce(sum(clicks), 0) FROM click_count WHERE link_id = " + id);
      if (clicks != 0) {
        counts.put(id, clicks);
      }
    }
    return counts;
  }

  Map<Long, Long> redirected() {
    return redirected;
  }

  /** Where Redis says that a link leads, as bytes of which the end is the target. */
  String inRedis(String code) {
    try (Jedis jedis = new Jedis(URI.create(redis.url()))) {
      for (String key : jedis.keys("carom:1:*:" + code)) {
        byte[] value = jedis.get(key.getBytes(ISO_8859_1));
        return new String(value, ISO_8859_1);
      }
      return "";
    }
  }

  long epoch() {
    return database.number("SELECT epoch FROM installation");
  }

  @Override
  public void close() {
    resources.close();
  }
}
