package dev.carom.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.config.AdminConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.testing.TestDatabase;
import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.embedded.EmbeddedRedis;
import dev.carom.embedded.PostgresOptions;
import dev.carom.embedded.RedisOptions;
import dev.carom.standalone.Distribution.Ended;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The distribution, run as an operator runs it and as a container does. */
class DistIT {

  private static final String KEY = "a-key-of-at-least-24-characters";
  private static final Path SOFTWARE =
      Path.of(System.getProperty("carom.test.software", "target/software"));
  private static final ResourceStack STORES = new ResourceStack();

  @TempDir private static Path folder;
  private static Distribution dist;
  private static TestDatabase database;
  private static String redisUrl;
  private static Path config;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void unpackMigrateAndTrain() throws Exception {
    EmbeddedPostgres postgres =
        STORES.add(EmbeddedPostgres.start(folder, PostgresOptions.forTests(SOFTWARE), _ -> {}));
    redisUrl =
        STORES.add(EmbeddedRedis.start(folder, RedisOptions.forTests(SOFTWARE), _ -> {})).url();
    database = TestDatabase.on(postgres);
    dist = Distribution.unpack(folder.resolve("carom"));
    config =
        Files.writeString(folder.resolve("carom.conf"), filledIn(dist.read("conf/carom.conf")));
    Ended migrated = run("carom", "migrate", "--config", config.toString());
    assertThat(migrated.status()).as(migrated.output()).isZero();
    Ended trained = run("train", "--config", config.toString());
    assertThat(trained.status()).as(trained.output()).isZero();
  }

  @AfterAll
  static void stopStores() {
    STORES.close();
  }

  /** The file as it is packed, with what an operator has to say. */
  private static String filledIn(String file) {
    return file.replace("jdbc:postgresql://127.0.0.1:5432/carom", database.url())
        .replace("redis://127.0.0.1:6379", redisUrl)
        .replace("/var/lib/carom/journal", folder.resolve("journal").toString())
        .replaceAll("(postgres.user|POSTGRES_USER)( ?= ?)carom", "$1$2" + database.user())
        .replaceAll("(postgres.password|POSTGRES_PASSWORD)( ?= ?).*", "$1$2" + database.password())
        .replaceAll("(code.secret|CODE_SECRET)( ?= ?).*", "$1$2" + database.secret())
        .replaceAll("(bootstrap-key|BOOTSTRAP_KEY)( ?= ?).*", "$1$2" + KEY);
  }

  private static Ended run(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(dist.bin(program)));
    command.addAll(List.of(arguments));
    return Distribution.run(Map.of(), command);
  }

  private static Ended healthy(RunningServer server) throws Exception {
    return Distribution.run(
        Map.of("CAROM_OPS_PORT", server.opsPort()), List.of(dist.bin("healthy")));
  }

  @Test
  void aLinkIsMintedAndFollowedWithTheCachesOfTheTraining() throws Exception {
    Map<String, String> variables =
        new HashMap<>(Distribution.variables(filledIn(dist.read("conf/carom.env"))));
    Path adminClasses = folder.resolve("admin-classes");
    variables.merge("CAROM_JAVA_OPTS", classesTo(adminClasses), (own, log) -> own + " " + log);
    variables.put("CAROM_ADMIN_PORT", "0");
    variables.put("CAROM_OPS_PORT", "0");
    Path redirectClasses = folder.resolve("redirect-classes");
    List<String> flags = List.of("--redirect.port=0", "--ops.port=0");
    try (RunningServer admin =
            RunningServer.start(
                variables, List.of(dist.bin("carom"), "admin"), folder.resolve("admin.log"));
        RunningServer redirect =
            RunningServer.start(
                Map.of("CAROM_JAVA_OPTS", classesTo(redirectClasses)),
                command(
                    List.of(dist.bin("carom"), "redirect", "--config", config.toString()), flags),
                folder.resolve("redirect.log"))) {
      mintAndFollow(admin, redirect);
      assertThat(healthy(redirect)).isEqualTo(new Ended(0, ""));
      assertThat(healthy(admin)).isEqualTo(new Ended(0, ""));
      assertThat(redirect.stop()).as(redirect.output()).isZero();
      assertThat(admin.stop()).as(admin.output()).isZero();
      assertThat(healthy(redirect))
          .isEqualTo(
              new Ended(1, "healthy: nothing listens on port %s%n".formatted(redirect.opsPort())));
    }
    assertThat(Files.readString(redirectClasses))
        .contains("dev.carom.redirect.RedirectServer source: shared objects file");
    assertThat(Files.readString(adminClasses))
        .contains("dev.carom.admin.AdminServer source: shared objects file");
  }

  private static String classesTo(Path file) {
    return "-Xlog:class+load:file=" + file;
  }

  private static List<String> command(List<String> command, List<String> flags) {
    List<String> all = new ArrayList<>(command);
    all.addAll(flags);
    return all;
  }

  private void mintAndFollow(RunningServer admin, RunningServer redirect) throws Exception {
    HttpResponse<String> minted =
        client.send(
            HttpRequest.newBuilder(admin.at("/api/v1/links"))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"url\": \"https://example.com/?from=dist\"}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(minted.statusCode()).as(minted.body()).isEqualTo(201);
    JsonNode link = new JsonMapper().readTree(minted.body()).get("data");
    HttpResponse<Void> followed =
        client.send(
            HttpRequest.newBuilder(redirect.at("/" + link.get("code").asString())).build(),
            BodyHandlers.discarding());
    assertThat(followed.statusCode()).isEqualTo(302);
    assertThat(followed.headers().firstValue("Location"))
        .contains("https://example.com/?from=dist");
  }

  @Test
  void aCacheThatDoesNotFitPreventsNoStart() throws Exception {
    Distribution other = Distribution.unpack(folder.resolve("other"));
    Path aot = Files.createDirectory(other.folder().resolve("aot"));
    Files.writeString(aot.resolve("admin.aot"), "no cache");
    Files.writeString(aot.resolve("redirect.jsa"), "no archive");
    for (String server : List.of("admin", "redirect")) {
      Ended ended = Distribution.run(Map.of(), List.of(other.bin("carom"), server, "--help"));
      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(ended.output()).contains("Usage: carom " + server);
    }
  }

  @Test
  void wrongConfigurationAndUsageEndWithTwo() throws Exception {
    Ended unknown = run("carom", "redirect", "--config", config.toString(), "--redirect.prot=80");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.output()).contains("redirect.prot", "did you mean redirect.port");
    Ended unfilled = run("carom", "admin", "--config", dist.bin("../conf/carom.conf"));
    assertThat(unfilled.status()).isEqualTo(2);
    assertThat(unfilled.output()).contains("code.secret", "admin.bootstrap-key");
    for (String ofSources : List.of("up", "test", "bench", "dist", "nonsense")) {
      assertThat(run("carom", ofSources).status()).as(ofSources).isEqualTo(2);
    }
    assertThat(run("train").status()).isEqualTo(2);
  }

  /**
   * As a container's: read-only but for its state, an ordinary user, no rights, at another place.
   */
  @Test
  void theProcessOfTheImageRuns() throws Exception {
    Dockerfile image = Dockerfile.read();
    Map<String, String> variables = new HashMap<>(image.environment());
    variables.putAll(Distribution.variables(filledIn(dist.read("conf/carom.env"))));
    variables.merge("CAROM_JAVA_OPTS", "-Xlog:class+load", (own, log) -> own + " " + log);
    variables.putAll(
        Map.of("CAROM_ADMIN_PORT", "0", "CAROM_REDIRECT_PORT", "0", "CAROM_OPS_PORT", "0"));
    Container container = new Container(dist.folder(), image.only("USER"));
    List<String> entry = image.words("ENTRYPOINT");
    try (RunningServer admin =
            RunningServer.start(
                variables,
                container.running(command(entry, List.of("admin"))),
                folder.resolve("container-admin.log"));
        RunningServer redirect =
            RunningServer.start(
                variables,
                container.running(command(entry, image.words("CMD"))),
                folder.resolve("container-redirect.log"))) {
      assertThat(redirect.status())
          .contains("Uid:\t%1$d\t%1$d".formatted(container.uid()), "CapEff:\t0000000000000000");
      mintAndFollow(admin, redirect);
      assertThat(redirect.output())
          .contains("dev.carom.redirect.RedirectServer source: shared objects file");
      Map<String, String> probed = Map.of("CAROM_OPS_PORT", redirect.opsPort());
      List<String> probe = container.running(image.words("HEALTHCHECK"));
      assertThat(Distribution.run(probed, probe)).isEqualTo(new Ended(0, ""));
      assertThat(redirect.stop()).isZero();
      assertThat(Distribution.run(probed, probe).status()).isEqualTo(1);
    }
  }

  /** A key that is only proposed in a comment must be one, too. */
  @Test
  void allKeysOfTheExamplesExist() throws Exception {
    String uncommented =
        filledIn(dist.read("conf/carom.conf")).replaceAll("(?m)^# (\\S+ = )", "$1");
    assertThat(uncommented).contains("\nredirect.tls.key = ");
    Path all = Files.writeString(folder.resolve("all.conf"), uncommented);
    Configuration configuration =
        Configuration.load(
            List.of("--config", all.toString()),
            Map.of(),
            Set.of(),
            List.of(RedirectConfig.class, AdminConfig.class, OpsConfig.class));
    assertThat(configuration.get(AdminConfig.class).port()).isEqualTo(8081);
  }
}
