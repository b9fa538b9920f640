package dev.carom.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.config.AdminConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.OpsConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.standalone.Distribution.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image and the units, held to the distribution that they run and to the code. */
class DeploymentIT {

  private static final Path SYSTEMD = Distribution.ROOT.resolve("infra/systemd");
  private static final Pattern KEY =
      Pattern.compile(
          "\\b(postgres|redis|code|link|redirect|admin|ops|click|edge)\\.[a-z][a-z.-]+");
  private static final Pattern VARIABLE = Pattern.compile("\\bCAROM_[A-Z_]+");
  private static final Pattern EXECUTED = Pattern.compile("(?m)^ExecStart=(\\S+) (\\S+)(.*)$");

  @TempDir private static Path folder;
  private static Distribution dist;

  @BeforeAll
  static void unpack() throws Exception {
    dist = Distribution.unpack(folder.resolve("carom"));
  }

  @Test
  void theImageRunsWhatIsPacked() throws Exception {
    Dockerfile image = Dockerfile.read();
    assertThat(image.only("COPY")).isEqualTo("--from=build /opt/carom /opt/carom");
    for (String program :
        List.of(image.words("ENTRYPOINT").getFirst(), image.words("HEALTHCHECK").getFirst())) {
      assertThat(packed(program)).isExecutable();
    }
    assertThat(dist.read("bin/carom")).contains("\n  " + image.words("CMD").getFirst() + " ");
    assertThat(Distribution.ROOT.resolve("infra/docker/train")).isExecutable();
    assertThat(image.all("RUN"))
        .last()
        .asString()
        .endsWith("/src/infra/docker/train /src /opt/carom");
    assertThat(image.only("USER")).isEqualTo("10001:10001");
    Configuration defaults =
        Configuration.of(
            Map.of("admin.bootstrap-key", "a-key-of-at-least-24-characters"),
            List.of(RedirectConfig.class, AdminConfig.class, OpsConfig.class));
    assertThat(image.only("EXPOSE"))
        .isEqualTo(
            "%d %d %d"
                .formatted(
                    defaults.get(RedirectConfig.class).port(),
                    defaults.get(AdminConfig.class).port(),
                    defaults.get(OpsConfig.class).port()));
    assertThat(image.environment())
        .containsEntry("CAROM_CLICK_JOURNAL_DIR", image.only("WORKDIR") + "/journal");
    assertThat(image.only("VOLUME")).isEqualTo(image.only("WORKDIR"));
  }

  /** Where the image has something, in the distribution. */
  private static Path packed(String path) {
    assertThat(path).startsWith("/opt/carom/");
    return dist.folder().resolve(path.substring("/opt/carom/".length()));
  }

  @Test
  void systemdAcceptsTheUnitsAndFindsThemConfined() throws Exception {
    Path copies = folder.resolve("units");
    for (Path file : units()) {
      Path copy = copies.resolve(SYSTEMD.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.writeString(copy, Files.readString(file).replace("/opt/carom/", dist.folder() + "/"));
    }
    for (Path unit : units()) {
      if (unit.toString().endsWith(".service")) {
        String copy = copies.resolve(SYSTEMD.relativize(unit)).toString();
        assertThat(analyze("verify", copy)).isEqualTo(new Ended(0, ""));
        Ended security = analyze("security", "--offline=true", "--threshold=15", copy);
        assertThat(security.status()).as(security.output()).isZero();
      }
    }
  }

  private static Ended analyze(String... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of("systemd-analyze"), Stream.of(arguments)).toList();
    try {
      return Distribution.run(Map.of(), command);
    } catch (IOException e) {
      throw new AssertionError("systemd-analyze is missing: install systemd", e);
    }
  }

  @Test
  void unitsRunCommandsThatThereAreWithKeysThatThereAre() throws Exception {
    for (Path unit : units()) {
      String text = Files.readString(unit);
      for (MatchResult executed : EXECUTED.matcher(text).results().toList()) {
        assertThat(packed(executed.group(1))).isExecutable();
        assertThat(dist.read("bin/carom")).contains("\n  " + executed.group(2) + " ");
        List<String> flags =
            Stream.of(executed.group(3).strip().split("\\s+"))
                .filter(flag -> flag.contains("="))
                .toList();
        Configuration.load(flags, Map.of(), Set.of(), List.of(OpsConfig.class));
      }
    }
  }

  /** A server that is told to stop ends by itself, before systemd kills it. */
  @Test
  void systemdWaitsForLongerThanAStopTakes() throws Exception {
    RedirectConfig redirect =
        Configuration.of(Map.of(), List.of(RedirectConfig.class)).get(RedirectConfig.class);
    Duration stop = redirect.drainDelay().plus(redirect.quietPeriod()).plus(redirect.stopTimeout());
    assertThat(Files.readString(SYSTEMD.resolve("carom-redirect.service")))
        .contains("\nTimeoutStopSec=130s\n");
    assertThat(stop).isLessThan(Duration.ofSeconds(130));
  }

  @Test
  void allKeysAndVariablesExist() throws Exception {
    String reference = dist.read("docs/configuration.md");
    Set<String> unknown = new TreeSet<>();
    List<Path> files =
        Stream.concat(
                units().stream(),
                Stream.of(
                    Distribution.ROOT.resolve("infra/docker/Dockerfile"),
                    dist.folder().resolve("bin/train"),
                    dist.folder().resolve("bin/healthy"),
                    dist.folder().resolve("conf/carom.conf"),
                    dist.folder().resolve("conf/carom.env")))
            .collect(Collectors.toList());
    for (Path file : files) {
      String text = Files.readString(file).replace("carom.conf", "");
      Stream.of(KEY, VARIABLE)
          .flatMap(names -> names.matcher(text).results())
          .map(MatchResult::group)
          .filter(name -> !reference.contains("`" + name + "`"))
          .forEach(unknown::add);
    }
    assertThat(unknown).containsExactlyInAnyOrder("CAROM_JAVA_OPTS", "CAROM_TRAIN");
  }

  private static List<Path> units() throws IOException {
    try (Stream<Path> all = Files.walk(SYSTEMD)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
