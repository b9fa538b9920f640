package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each component's record refuses, and that it accepts what comes close. */
final class ComponentConfigTest {

  private static final String KEY = "k".repeat(24);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres.url             | jdbc:mysql://u:hunter2@db/x | must be jdbc:postgresql://HOST:PORT/DATABASE
          postgres.url             | jdbc:postgresql://db:1/x?ssl=true&sslpassword=hunter2 | must not hold a user or password; set postgres.user and postgres.password
          postgres.url             | jdbc:postgresql://u:hunter2@db:1/x | must not hold a user or password; set postgres.user and postgres.password
          postgres.max-connections | 501                         | must be <= 500 (was 501)
          postgres.connect-timeout | 1500ms                      | must be whole seconds (was 1500ms)
          postgres.borrow-timeout  | 249ms                       | must be >= 250ms (was 249ms)
          postgres.socket-timeout  | 2s                          | must be longer than postgres.statement-timeout
          redis.url                | cache.example:6379          | must be redis://HOST:PORT or rediss://HOST:PORT, with USER:PASSWORD@ before the host and /DATABASE after the port where needed
          redis.url                | redis://:hunt%r2@c:6379     | must be redis://HOST:PORT or rediss://HOST:PORT, with USER:PASSWORD@ before the host and /DATABASE after the port where needed
          redis.url                | http://h:hunter2@c:6379     | must be redis://HOST:PORT or rediss://HOST:PORT, with USER:PASSWORD@ before the host and /DATABASE after the port where needed
          redis.url                | redis://c:6379/x            | must be redis://HOST:PORT or rediss://HOST:PORT, with USER:PASSWORD@ before the host and /DATABASE after the port where needed
          redis.url                | redis://c:6379/1?a          | must be redis://HOST:PORT or rediss://HOST:PORT, with USER:PASSWORD@ before the host and /DATABASE after the port where needed
          redis.url                | redis://cache.example       | must be redis://HOST:PORT or rediss://HOST:PORT, with USER:PASSWORD@ before the host and /DATABASE after the port where needed
          code.secret              | 0123456789abcde                 | must have >= 16 characters
          code.length              | 6                           | must be >= 7 (was 6)
          link.base-url            | ftp://go.example            | must be an http or https URL (was ftp://go.example)
          link.base-url            | https://a:hunter2@go.example | must not hold a user or password (was https://******@go.example)
          link.base-url            | https://a:hunt%r2@go.example | must be a URL such as https://host.example (was https://******@go.example)
          link.base-url            | https://go.example/         | must end after host and port, without even a / (was https://go.example/)
          link.base-url            | https://go.example?a        | must end after host and port, without even a / (was https://go.example?a)
          link.base-url            | https://go.example#a        | must end after host and port, without even a / (was https://go.example#a)
          link.base-url            | https://go.example:65536    | must have a port <= 65535 (was https://go.example:65536)
          link.base-url            | https://g_o.example         | must have a host, in ASCII (was https://g_o.example)
          link.base-url            | go.example                  | must be a URL such as https://host.example (was go.example)
          redirect.port            | 99999999999                 | must be a number of at most 32 bits (was 99999999999)
          redirect.retry-after     | 1500ms                      | must be whole seconds (was 1500ms)
          redirect.max-store-reads | 16                          | must be fewer than postgres.max-connections, which is 16 (was 16)
          redirect.max-request-line | 7999                       | must be >= 8000 (was 7999)
          redirect.client-address  | forwarded                   | must be one of connection, x-forwarded-for, proxy-protocol (was forwarded)
          redirect.client-address  | x-forwarded-for             | needs redirect.trusted-proxies: whose X-Forwarded-For is believed
          redirect.trusted-proxies | 10.0.0.0/33                 | must be IP addresses or ranges such as 10.0.0.0/8, 2001:db8::/32, separated by commas (was 10.0.0.0/33)
          redirect.trusted-proxies | proxy.example               | must be IP addresses or ranges such as 10.0.0.0/8, 2001:db8::/32, separated by commas (was proxy.example)
          redirect.trusted-proxies | 10.0.0.1,                   | must be IP addresses or ranges such as 10.0.0.0/8, 2001:db8::/32, separated by commas (was 10.0.0.1,)
          redirect.country-header  | CF IPCountry                | must be the name of a header field, such as CF-IPCountry
          redirect.country-header  | Content-Length              | must be a field that means nothing else (was Content-Length)
          redirect.tls.hsts        | 1500ms                      | must be whole seconds (was 1500ms)
          redirect.tls.hsts        | 1d                          | must be 0s where redirect.tls.certificate is not set
          redirect.http2.max-streams | 0                         | must be >= 1 (was 0)
          redirect.cache.max-bytes | 1TiB                        | must be a size such as 512B, 64KiB, 64MiB or 1GiB (was 1TiB)
          admin.bootstrap-key      | abcdefghijklm nopqrstuvwxyz | must be visible ASCII without spaces
          admin.cors.origins       | * | must be origins as browsers send them, such as https://app.example or http://localhost:3000, in lower case, without a path or a default port, separated by commas (was *)
          admin.client-address     | x-forwarded-for             | needs admin.trusted-proxies: whose X-Forwarded-For is believed
          admin.rate-limit.per-key | 10001                       | must be <= 10000 (was 10001)
          admin.rate-limit.burst   | 1500ms                      | must be whole seconds (was 1500ms)
          admin.bootstrap-key      | short                       | must have >= 16 characters
          admin.oidc.viewer-values | a,,b                        | must be values, separated by commas
          admin.host               | ''                          | must not be empty
          admin.host               | ' localhost'                | must not begin or end with white space
          """)
  void invalidValueIsRefused(String key, String value, String problem) {
    Map<String, String> settings = valid();
    settings.put(key, value);

    assertThat(catchThrowable(() -> Configuration.of(settings, KnownKeys.all())))
        .isInstanceOf(ConfigException.class)
        .extracting(e -> ((ConfigException) e).problems())
        .isEqualTo(List.of(key + ": " + problem + " [program]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres.url             | jdbc:postgresql://[::1]:5432/carom?sslmode=require
          postgres.socket-timeout  | 3s
          postgres.password        | ''
          redis.url                | ''
          redis.url                | rediss://:hunter2@[::1]:6380/15
          code.secret              | 0123456789abcdef0123456789abcdef
          link.base-url            | http://localhost:8080
          redirect.port            | 0
          redirect.port            | 65535
          redirect.drain-delay     | 0s
          redirect.retry-after     | 2000ms
          redirect.cache.max-bytes | 1024GiB
          admin.cors.origins       | https://app.example, http://localhost:3000
          """)
  void validValueIsAccepted(String key, String value) {
    Map<String, String> settings = valid();
    settings.put(key, value);

    assertThat(Configuration.of(settings, KnownKeys.all()).table()).contains(key);
  }

  @Test
  void theMissingOneOfCertificateAndKeyIsNamed() {
    assertThat(problemsWith("redirect.tls.certificate"))
        .containsExactly(
            "redirect.tls.key: must be set where redirect.tls.certificate is [default]");
    assertThat(problemsWith("redirect.tls.key"))
        .containsExactly(
            "redirect.tls.certificate: must be set where redirect.tls.key is [default]");
  }

  private static List<String> problemsWith(String key) {
    Map<String, String> settings = valid();
    settings.put(key, "/etc/carom/file.pem");
    return ((ConfigException) catchThrowable(() -> Configuration.of(settings, KnownKeys.all())))
        .problems();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example",
        "http://127.0.0.1.example",
        "http://[2001:db8::1]",
        "https://id.example?x",
        "https://id.example#x",
        "https://user:hunter2@id.example",
        "https:id.example",
        "id.example",
      })
  void anIssuerWhoseAnswersOthersCanChangeIsRefused(String issuer) {
    assertThat(problemsWithIssuer(issuer, "carom"))
        .containsExactly(
            "admin.oidc.issuer: must be an https URL, or an http URL on this machine, without query"
                + " and fragment [program]");
  }

  @Test
  void theMissingOneOfIssuerAndAudienceIsNamed() {
    assertThat(problemsWithIssuer("https://id.example", ""))
        .containsExactly("admin.oidc.audience: must be set where admin.oidc.issuer is [program]");
    assertThat(problemsWithIssuer("", "carom"))
        .containsExactly("admin.oidc.issuer: must be set where admin.oidc.audience is [program]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example/realms/main",
        "https://id.example/",
        "http://127.0.0.1:8180",
        "http://[::1]:8180/x",
        "http://localhost",
      })
  void anIssuerIsAnHttpsUrlOrOnThisMachine(String issuer) {
    Map<String, String> settings = valid();
    settings.put("admin.oidc.issuer", issuer);
    settings.put("admin.oidc.audience", "carom");
    assertThat(Configuration.of(settings, KnownKeys.all()).get(OidcConfig.class).isOn()).isTrue();
  }

  private static List<String> problemsWithIssuer(String issuer, String audience) {
    Map<String, String> settings = valid();
    settings.put("admin.oidc.issuer", issuer);
    settings.put("admin.oidc.audience", audience);
    return ((ConfigException) catchThrowable(() -> Configuration.of(settings, KnownKeys.all())))
        .problems();
  }

  @Test
  void recordsShowNoSecret() {
    Map<String, String> settings = valid();
    settings.put("postgres.password", "hunter2");
    settings.put("redis.url", "redis://:hunter2@localhost:6379");
    Configuration configuration = Configuration.of(settings, KnownKeys.all());

    for (Class<? extends ComponentConfig> component : KnownKeys.all()) {
      assertThat(configuration.get(component).toString()).doesNotContain("hunter2", KEY);
    }
    assertThat(configuration.table()).doesNotContain("hunter2", KEY);
    assertThat(configuration.get(PostgresConfig.class).password().reveal()).isEqualTo("hunter2");
  }

  private static Map<String, String> valid() {
    return new HashMap<>(
        Map.of(
            "edge-logs.file", "/var/log/edge.log",
            "postgres.url", "jdbc:postgresql://localhost:5432/carom",
            "postgres.user", "carom",
            "code.secret", "s".repeat(32),
            "link.base-url", "https://go.example",
            "admin.bootstrap-key", KEY));
  }
}
