package dev.carom.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.AdminMain;
import dev.carom.core.config.AdminConfig;
import dev.carom.core.config.ComponentConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.lifecycle.Program;
import dev.carom.redirect.RedirectMain;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That what {@code infra/compose} says fits together, and is what the servers are. */
class ComposeTest {

  private static final Path FOLDER = Distribution.ROOT.resolve("infra/compose");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::([-?])([^}]*))?}");
  private static final List<String> REDIRECTS = List.of("redirect1", "redirect2");

  private Yaml compose;

  @BeforeEach
  void read() throws IOException {
    compose = Yaml.read(FOLDER.resolve("compose.yaml")).getFirst();
  }

  private Yaml service(String name) {
    assertThat(compose.at("services").names()).contains(name);
    return compose.at("services", name);
  }

  private Configuration configuration(String service, List<Class<? extends ComponentConfig>> needed)
      throws IOException {
    Map<String, String> variables = new HashMap<>(Dockerfile.read().environment());
    Yaml own = service(service).at("environment");
    for (String name : own.names()) {
      variables.put(name, substituted(own.at(name).text()));
    }
    return Configuration.load(
        List.of(), variables, Program.RESERVED_VARIABLES, Program.with(needed, OpsConfig.class));
  }

  /** As Compose does, with a secret for every variable that must be set. */
  private static String substituted(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(it -> "-".equals(it.group(2)) ? it.group(3) : "a-secret".repeat(6));
  }

  @Test
  void everyServerIsConfigured() throws IOException {
    for (String redirect : REDIRECTS) {
      Configuration configuration = configuration(redirect, RedirectMain.CONFIGURATION);
      RedirectConfig config = configuration.get(RedirectConfig.class);
      assertThat(file("carom-upstreams.conf"))
          .contains("server %s:%d ".formatted(address(redirect, "servers"), config.port()));
      assertThat(file("prometheus.yml"))
          .contains("%s:%d".formatted(redirect, configuration.get(OpsConfig.class).port()));
      assertThat(
              configuration
                  .get(FollowerConfig.class)
                  .trustedProxies()
                  .contains(InetAddress.ofLiteral(address("nginx", "servers"))))
          .isTrue();
      assertThat(service(redirect).at("stop_grace_period").text()).isEqualTo("130s");
      assertThat(config.drainDelay().plus(config.quietPeriod()).plus(config.stopTimeout()))
          .isLessThan(Duration.ofMinutes(1));
    }
    Configuration admin = configuration("admin", AdminMain.CONFIGURATION);
    assertThat(service("admin").at("ports").names())
        .containsExactly("127.0.0.1:8081:%d".formatted(admin.get(AdminConfig.class).port()));
    assertThat(file("prometheus.yml"))
        .contains("admin:%d".formatted(admin.get(OpsConfig.class).port()));
    var _ = configuration("migrate", List.of(PostgresConfig.class));
  }

  private String address(String service, String network) {
    return service(service).at("networks", network, "ipv4_address").text();
  }

  private static String file(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name));
  }

  @Test
  void nothingIsReachedFromElsewhereNorHasMoreRights() {
    for (String name : compose.at("services").names()) {
      Yaml service = service(name);
      assertThat(service.at("ports").names()).as(name).allMatch(it -> it.startsWith("127.0.0.1:"));
      assertThat(service.at("read_only").value()).as(name).isEqualTo(true);
      assertThat(service.at("cap_drop").names()).as(name).containsExactly("ALL");
      assertThat(service.at("security_opt").names()).containsExactly("no-new-privileges:true");
      assertThat(service.at("mem_limit").isThere()).as(name).isTrue();
      assertThat(service.at("image").text())
          .as(name)
          .matches("carom:.*|[a-z/-]+:v?\\d+\\.\\d+\\S*");
      for (String network : service.at("networks").names()) {
        assertThat(compose.at("networks").names()).contains(network);
      }
    }
    for (String inside : List.of("servers", "purges", "stores", "watch")) {
      assertThat(compose.at("networks", inside, "internal").value()).isEqualTo(true);
    }
  }

  @Test
  void whatIsMountedIsThere() {
    for (String name : compose.at("services").names()) {
      for (String volume : service(name).at("volumes").names()) {
        String source = volume.substring(0, volume.indexOf(':'));
        if (source.startsWith(".")) {
          assertThat(FOLDER.resolve(source)).as(name).isRegularFile();
          assertThat(volume).endsWith(":ro");
        } else {
          assertThat(compose.at("volumes").names()).contains(source);
        }
      }
    }
    assertThat(REDIRECTS)
        .extracting(it -> service(it).at("volumes").names().getFirst())
        .doesNotHaveDuplicates()
        .allMatch(it -> it.endsWith(":/var/lib/carom"));
  }

  @Test
  void whoWaitsForWhomIsThere() {
    for (String name : compose.at("services").names()) {
      assertThat(compose.at("services").names())
          .containsAll(service(name).at("depends_on").names());
    }
    for (String server : List.of("redirect1", "redirect2", "admin")) {
      assertThat(service(server).at("depends_on", "migrate", "condition").text())
          .isEqualTo("service_completed_successfully");
    }
  }

  @Test
  void addressesAreThoseThatAreBelieved() throws IOException {
    assertThat(file("backends.vcl")).contains("\"%s\"".formatted(address("nginx", "edge")));
    assertThat(file("real-ip.conf")).contains(subnet("edge"));
    assertThat(file("backends.vcl")).contains("\"" + subnet("purges").replace("/", "\"/"));
    assertThat(service("admin").at("networks").names()).contains("purges");
    assertThat(service("varnish").at("networks").names()).containsExactly("edge", "purges");
  }

  private String subnet(String network) {
    return compose.at("networks", network, "ipam", "config").items().getFirst().at("subnet").text();
  }

  @Test
  void everySecretIsOneThatPeopleAreToldToMake() throws IOException {
    String docs = Files.readString(Distribution.ROOT.resolve("docs/operations.md"));
    List<String> secrets =
        VARIABLE
            .matcher(file("compose.yaml"))
            .results()
            .filter(it -> "?".equals(it.group(2)))
            .map(it -> it.group(1))
            .distinct()
            .toList();
    assertThat(secrets).hasSize(4);
    assertThat(docs)
        .contains("for name in " + String.join(" ", secrets.stream().sorted().toList()));
    assertThat(Files.readString(Distribution.ROOT.resolve(".gitignore")))
        .contains("infra/compose/.env");
  }
}
