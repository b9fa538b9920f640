package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.core.config.RedirectConfig.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Set<String> RESERVED = Set.of("CAROM_JAVA_OPTS");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("carom.conf");
  }

  @Test
  void defaultsHoldWhereNothingIsSet() {
    Configuration configuration =
        Configuration.of(
            Map.of(), List.of(RedirectConfig.class, CacheConfig.class, RedisConfig.class));

    RedirectConfig redirect = configuration.get(RedirectConfig.class);
    assertThat(redirect.port()).isEqualTo(8080);
    assertThat(redirect.transport()).isEqualTo(Transport.AUTO);
    assertThat(redirect.missTimeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(configuration.get(CacheConfig.class).maxBytes()).isEqualTo(new DataSize(64 << 20));
    assertThat(configuration.get(RedisConfig.class).url()).isEmpty();
  }

  @Test
  void laterSourcesWin() throws IOException {
    write("redirect.port = 1", "admin.port = 1", "ops.port = 1");

    Configuration configuration =
        Configuration.load(
            List.of("--config", file.toString(), "--redirect.port=3"),
            Map.of("CAROM_REDIRECT_PORT", "2", "CAROM_OPS_PORT", "2"),
            RESERVED,
            List.of(RedirectConfig.class, OpsConfig.class));

    assertThat(configuration.get(RedirectConfig.class).port()).isEqualTo(3);
    assertThat(configuration.get(OpsConfig.class).port()).isEqualTo(2);
    assertThat(configuration.table().lines().map(line -> line.replaceAll(" +", " ")))
        .contains("ops.port 2 environment CAROM_OPS_PORT", "redirect.port 3 flag --redirect.port");
  }

  @Test
  void everyProblemOfEverySourceIsNamedAtOnce() throws IOException {
    write("redirect.cache.max-bytes = -1", "redirct.port = 80", "admin.port = 65536");

    assertThat(
            problems(
                List.of("--config=" + file, "--redirect.transport=kqueue", "--ops.prt=1"),
                Map.of("CAROM_REDIS_TIMEOUT", "fast", "CAROM_REDIRECT_PROT", "1"),
                List.of(CodeConfig.class, LinkConfig.class)))
        .containsExactly(
            "redirect.cache.max-bytes: must be a size such as 512B, 64KiB, 64MiB or 1GiB (was -1)"
                + " [file "
                + file
                + ":1]",
            "redirct.port: unknown key; did you mean redirect.port? [file " + file + ":2]",
            "admin.port: must be <= 65535 (was 65536) [file " + file + ":3]",
            "CAROM_REDIRECT_PROT: unknown variable; did you mean CAROM_REDIRECT_PORT?"
                + " [environment]",
            "redis.timeout: must be a duration such as 250ms, 2s, 10m, 1h or 1d (was fast)"
                + " [environment CAROM_REDIS_TIMEOUT]",
            "redirect.transport: must be one of auto, epoll, nio (was kqueue)"
                + " [flag --redirect.transport]",
            "ops.prt: unknown key; did you mean ops.port? [flag --ops.prt]",
            "code.secret: required; set it in the file or as CAROM_CODE_SECRET",
            "link.base-url: required; set it in the file, as CAROM_LINK_BASE_URL or as"
                + " --link.base-url=VALUE");
  }

  @Test
  void messageListsTheProblems() {
    assertThatThrownBy(() ->
            Configuration.of(
                Map.of("redirect.port", "x", "redis.ttl", "0s"), List.of(OpsConfig.class)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            Configuration refused:
              redirect.port: must be a whole number (was x) [program]
              redis.ttl: must be >= 1s (was 0s) [program]\
            """);
  }

  @Test
  void overriddenValueMustBeValidToo() {
    assertThat(
            problems(
                List.of("--ops.port=1"), Map.of("CAROM_OPS_PORT", "one"), List.of(OpsConfig.class)))
        .containsExactly("ops.port: must be a whole number (was one) [environment CAROM_OPS_PORT]");
  }

  @Test
  void invalidValueIsNotTakenForTheOneItReplaces() {
    assertThat(
            problems(
                List.of(
                    "--postgres.url=jdbc:postgresql://localhost:5432/carom",
                    "--postgres.user=carom",
                    "--postgres.statement-timeout=10s",
                    "--postgres.socket-timeout=20"),
                Map.of(),
                List.of()))
        .containsExactly(
            "postgres.socket-timeout: must be a duration such as 250ms, 2s, 10m, 1h or 1d (was 20)"
                + " [flag --postgres.socket-timeout]");
  }

  @Test
  void keysOfOtherComponentsNeedNotBeSetButMustBeValid() {
    Map<String, String> settings = Map.of("link.base-url", "https://go.example/");

    assertThat(Configuration.of(Map.of(), List.of(OpsConfig.class)).get(OpsConfig.class).port())
        .isEqualTo(8082);
    assertThatThrownBy(() -> Configuration.of(settings, List.of(OpsConfig.class)))
        .hasMessageContaining("link.base-url: must end after host and port, without even a /");
  }

  @Test
  void componentThatWasNotNeededIsNotThere() {
    Configuration configuration = Configuration.of(Map.of(), List.of(OpsConfig.class));

    assertThatThrownBy(() -> configuration.get(RedirectConfig.class))
        .hasMessage("not among the needed components: " + RedirectConfig.class);
  }

  @Test
  void reservedAndForeignVariablesAreLeftAlone() {
    Configuration configuration =
        Configuration.load(
            List.of(),
            Map.of("CAROM_JAVA_OPTS", "-Xmx1g", "PATH", "/bin"),
            RESERVED,
            List.of(OpsConfig.class));

    assertThat(configuration.get(OpsConfig.class)).isEqualTo(new OpsConfig("127.0.0.1", 8082));
  }

  @Test
  void variableSetToNothingEmptiesTheKey() {
    Configuration configuration =
        Configuration.load(
            List.of(), Map.of("CAROM_REDIS_URL", ""), RESERVED, List.of(RedisConfig.class));

    assertThat(configuration.get(RedisConfig.class).url()).isEmpty();
    assertThat(problems(List.of(), Map.of("CAROM_OPS_HOST", ""), List.of()))
        .containsExactly("ops.host: must not be empty [environment CAROM_OPS_HOST]");
  }

  @Test
  void tableNamesValuesAndSourcesAndRedactsSecrets() throws IOException {
    write("code.secret = " + SECRET, "redis.url = rediss://me:pass@cache.example:6379/1");

    Configuration configuration =
        Configuration.load(
            List.of("--config=" + file),
            Map.of("CAROM_REDIS_TTL", "5s"),
            RESERVED,
            List.of(CodeConfig.class, RedisConfig.class));

    assertThat(configuration.table())
        .isEqualTo(
            """
            KEY                    VALUE                                 FROM
            redis.url              rediss://******@cache.example:6379/1  file %1$s:2
            redis.max-connections  16                                    default
            redis.connect-timeout  100ms                                 default
            redis.timeout          50ms                                  default
            redis.borrow-timeout   50ms                                  default
            redis.ttl              5s                                    environment CAROM_REDIS_TTL
            code.secret            ******                                file %1$s:1
            code.length            7                                     default\
            """
                .formatted(file));
  }

  @Test
  void fileWithSecretsThatAllMayReadIsWarnedOf() throws IOException {
    write("code.secret = " + SECRET);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(loadFile().warnings())
        .containsExactly(file + " holds secrets and can be read by every user");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(loadFile().warnings()).isEmpty();
    write("ops.port = 1");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(loadFile().warnings()).isEmpty();
  }

  @Test
  void valuesOfEveryTypeAreBound() {
    Configuration configuration =
        Configuration.of(
            Map.of(
                "code.secret", SECRET,
                "link.base-url", "https://go.example:8443",
                "redis.url", "redis://localhost:6379",
                "click.journal-dir", "/var/lib/carom",
                "redirect.transport", "epoll",
                "redirect.idle-timeout", "2m"),
            List.of(
                CodeConfig.class,
                LinkConfig.class,
                RedisConfig.class,
                ClickConfig.class,
                RedirectConfig.class));

    assertThat(configuration.get(CodeConfig.class))
        .isEqualTo(new CodeConfig(new Secret(SECRET), 7));
    assertThat(configuration.get(LinkConfig.class).baseUrl())
        .isEqualTo(URI.create("https://go.example:8443"));
    assertThat(configuration.get(RedisConfig.class).url())
        .contains(new RedisUrl(URI.create("redis://localhost:6379")));
    assertThat(configuration.get(ClickConfig.class).journalDir())
        .isEqualTo(Path.of("/var/lib/carom"));
    assertThat(configuration.get(RedirectConfig.class).transport()).isEqualTo(Transport.EPOLL);
    assertThat(configuration.get(RedirectConfig.class).idleTimeout())
        .isEqualTo(Duration.ofMinutes(2));
  }

  private Configuration loadFile() {
    return Configuration.load(
        List.of("--config=" + file), Map.of(), RESERVED, List.of(OpsConfig.class));
  }

  private static List<String> problems(
      List<String> arguments,
      Map<String, String> environment,
      Collection<Class<? extends ComponentConfig>> needed) {
    return catchThrowableOfType(
            ConfigException.class,
            () -> Configuration.load(arguments, environment, RESERVED, needed))
        .problems();
  }

  private void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
  }
}
