package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.config.Configuration;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.config.TlsConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.resolve.Admission;
import dev.carom.core.resolve.Resolution;
import dev.carom.redirect.FollowerFields.Name;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who follows a link, as far as the server is told: the same for misses, hits and the codec. */
class FollowersTest {

  private static final String V2_SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

  private final ResourceStack resources = new ResourceStack();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final BlockingQueue<Follower> followers = new LinkedBlockingQueue<>();

  private record Follower(
      String code, Resolution resolution, String address, Map<Name, String> fields, boolean head) {

    private static Follower of(
        String code, Resolution resolution, String address, FollowerFields fields, boolean head) {
      Map<Name, String> texts = new EnumMap<>(Name.class);
      for (Name name : Name.values()) {
        String text = fields.text(name);
        if (text != null) {
          texts.put(name, text);
        }
      }
      return new Follower(code, resolution, address, texts, head);
    }
  }

  private RedirectServer start(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("redirect.port", "0");
    all.put("redirect.quiet-period", "100ms");
    Configuration configuration =
        Configuration.of(all, List.of(RedirectConfig.class, FollowerConfig.class, TlsConfig.class));
    FollowerConfig config = configuration.get(FollowerConfig.class);
    ClientAddresses addresses = new ClientAddresses(config);
    return resources.add(
        RedirectServer.start(
            new RedirectServer.Settings(
                configuration.get(RedirectConfig.class),
                config,
                configuration.get(TlsConfig.class)),
            SslProvider.JDK,
            resources.add(new InMemoryLinks().with("abc", "https://example.com/").resolver()),
            Admission.NONE,
            (channel, code, resolution, _, fields, head) ->
                followers.add(
                    Follower.of(
                        code.toString(),
                        resolution,
                        Objects.requireNonNull(addresses.of(channel, fields)).getHostAddress(),
                        fields,
                        head)),
            registry));
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private Follower next() throws InterruptedException {
    return Objects.requireNonNull(followers.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void aFollowerIsKnownByTheSameOnEveryWay() throws Exception {
    RedirectServer server = start(Map.of("redirect.country-header", "CF-IPCountry"));
    String fields =
        """
        User-Agent:  Mozilla/5.0 (X11)\r
        Referer: https://news.example/ \r
        CF-IPCountry: NZ\r
        Accept-Language: mi\r
        Sec-Purpose: prefetch\r
        Purpose: preview\r
        DNT: 0\r
        Sec-GPC: 1\r
        """;
    try (RawClient client = new RawClient(server.port())) {
      for (String request :
          List.of(
              "GET /abc HTTP/1.1\r\nHost: go.example\r\n" + fields,
              "GET /abc?a HTTP/1.1\r\nHost: go.example\r\n" + fields,
              "HEAD /abc HTTP/1.1\r\nHost: go.example\r\nContent-Length: 0\r\n" + fields,
              "GET http://go.example/abc HTTP/1.1\r\nHost: other.example\r\n" + fields)) {
        client.send(request + "\r\n");
        assertThat(client.readHead().status()).isEqualTo(302);
        Follower follower = next();
        assertThat(follower.resolution()).isInstanceOf(Resolution.Found.class);
        assertThat(follower)
            .isEqualTo(
                new Follower(
                    "abc",
                    follower.resolution(),
                    "127.0.0.1",
                    Map.of(
                        Name.HOST, "go.example",
                        Name.USER_AGENT, "Mozilla/5.0 (X11)",
                        Name.REFERER, "https://news.example/",
                        Name.COUNTRY, "NZ",
                        Name.ACCEPT_LANGUAGE, "mi",
                        Name.SEC_PURPOSE, "prefetch",
                        Name.PURPOSE, "preview",
                        Name.DNT, "0",
                        Name.SEC_GPC, "1"),
                    request.startsWith("HEAD")));
      }
      client.get("/nothing").read();
      assertThat(next().resolution()).isInstanceOf(Resolution.Missing.class);
    }
  }

  @Test
  void whoGuessesTooOftenIsToldSoAndNobodyElse() throws Exception {
    RedirectServer server =
        start(
            Map.of(
                "redirect.client-address", "x-forwarded-for",
                "redirect.trusted-proxies", "127.0.0.0/8",
                "redirect.max-unknown-codes", "3"));
    try (RawClient client = new RawClient(server.port())) {
      for (int guess = 1; guess <= 3; guess++) {
        assertThat(ask(client, "guess" + guess, "192.0.2.7").status()).isEqualTo(404);
      }
      RawClient.Answer refused = ask(client, "guess4", "192.0.2.7");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.field("Retry-After")).isEqualTo("1");
      assertThat(ask(client, "guess4", "192.0.2.8").status()).isEqualTo(404);
      assertThat(ask(client, "guess4", "192.0.2.7").status()).as("cached").isEqualTo(404);
    }
    assertThat(registry.get("carom.redirect.answers").tag("status", "429").counter().count())
        .isEqualTo(1);
  }

  private static RawClient.Answer ask(RawClient client, String code, String from)
      throws IOException {
    client.send(
        "GET /%s HTTP/1.1\r\nHost: go.example\r\nX-Forwarded-For: %s\r\n\r\n"
            .formatted(code, from));
    return client.read();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.0/8             |                          | 127.0.0.1",
        "127.0.0.0/8             | 192.0.2.7                | 192.0.2.7",
        "127.0.0.0/8             | 203.0.113.1, 192.0.2.7   | 192.0.2.7",
        "127.0.0.0/8,192.0.2.0/24 | 203.0.113.1, 192.0.2.7  | 203.0.113.1",
        "127.0.0.0/8,192.0.2.0/24 | 192.0.2.6, 192.0.2.7    | 192.0.2.6",
        "127.0.0.0/8,192.0.2.0/24 | nonsense, 192.0.2.7     | 192.0.2.7",
        "127.0.0.0/8             | 192.0.2.7:4711           | 192.0.2.7",
        "127.0.0.0/8             | 2001:db8::1              | 2001:db8:0:0:0:0:0:1",
        "127.0.0.0/8             | [2001:db8::1]:443        | 2001:db8:0:0:0:0:0:1",
        "127.0.0.0/8             | [                        | 127.0.0.1",
        "10.0.0.0/8              | 192.0.2.7                | 127.0.0.1",
      })
  void onlyTrustedProxiesAreBelieved(String trusted, @Nullable String field, String address)
      throws Exception {
    RedirectServer server =
        start(
            Map.of(
                "redirect.client-address", "x-forwarded-for", "redirect.trusted-proxies", trusted));
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < 2; i++) {
        String line = field == null ? "" : "X-Forwarded-For: " + field + "\r\n";
        client.send("GET /abc HTTP/1.1\r\nHost: a\r\n" + line + "\r\n");
        assertThat(client.read().status()).isEqualTo(302);
        assertThat(next().address()).isEqualTo(address);
      }
      if (field != null && field.contains(", ")) {
        String lines = "X-Forwarded-For: " + field.replace(", ", "\r\nX-Forwarded-For: ");
        client.send("GET /abc HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(302);
        assertThat(next().address()).as("in two lines").isEqualTo(address);
      }
    }
  }

  /** The binary header: version and command, family, length, addresses and ports. */
  private static String v2(String hex) {
    return V2_SIGNATURE + new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  @Test
  void theProxyProtocolTellsTheAddressOnceForTheConnection() throws Exception {
    RedirectServer server = start(Map.of("redirect.client-address", "proxy-protocol"));
    Map<String, String> addresses =
        Map.of(
            "PROXY TCP4 192.0.2.7 127.0.0.1 4711 80\r\n",
            "192.0.2.7",
            "PROXY TCP6 2001:db8::1 ::1 4711 80\r\n",
            "2001:db8:0:0:0:0:0:1",
            "PROXY UNKNOWN\r\n",
            "127.0.0.1",
            v2("2111000c" + "cb007109" + "7f000001" + "10000050"),
            "203.0.113.9",
            v2("20000000"),
            "127.0.0.1");
    for (Map.Entry<String, String> header : addresses.entrySet()) {
      try (RawClient client = new RawClient(server.port())) {
        client.send(header.getKey() + "GET /abc HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(302);
        assertThat(next().address()).isEqualTo(header.getValue());
        client.send("GET /abc HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.1\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(302);
        assertThat(next().address()).isEqualTo(header.getValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /abc HTTP/1.1\r\nHost: a\r\n\r\n",
        "PROXY TCP4 192.0.2.7 127.0.0.1 4711\r\nGET /abc HTTP/1.1\r\nHost: a\r\n\r\n",
        "PROXY TCP4 192.0.2.777 127.0.0.1 1 2\r\nGET /abc HTTP/1.1\r\nHost: a\r\n\r\n",
        "PROXY TCP4 192.0.2.7",
        "",
      })
  void withoutTheProxyProtocolNobodyIsAnswered(String bytes) throws IOException {
    RedirectServer server =
        start(
            Map.of(
                "redirect.client-address", "proxy-protocol", "redirect.header-timeout", "300ms"));
    try (RawClient client = new RawClient(server.port())) {
      client.send(bytes);
      assertThat(client.isAtEnd()).isTrue();
    }
    Awaitility.await()
        .until(() -> registry.get("carom.redirect.connections.refused").counter().count() == 1);
    assertThat(followers).isEmpty();
  }

  @Test
  void strangersMayNotSpeakTheProxyProtocol() throws IOException {
    RedirectServer server =
        start(
            Map.of(
                "redirect.client-address",
                "proxy-protocol",
                "redirect.trusted-proxies",
                "192.0.2.0/24"));
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.isAtEnd()).isTrue();
    }
  }
}
