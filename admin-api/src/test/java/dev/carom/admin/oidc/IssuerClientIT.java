package dev.carom.admin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider may answer, and what becomes of it that a broken one does. */
class IssuerClientIT {

  private static final RSAKey KEY = TestIssuer.rsaKey("key");
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final TestIssuer issuer = new TestIssuer("/realms/main");
  private final IssuerClient client = new IssuerClient(issuer.name(), DEADLINE);

  @AfterEach
  void close() {
    client.close();
    issuer.close();
  }

  @Test
  void keysAreFoundByDiscovery() throws Exception {
    issuer.publish(KEY);
    assertThat(client.keys()).containsOnlyKeys(new IssuerKey.Name("key", JWSAlgorithm.RS256));
  }

  @Test
  void aNameThatEndsWithASlashIsAskedWithoutASecondOne() throws Exception {
    try (TestIssuer slash = new TestIssuer("/");
        IssuerClient asking = new IssuerClient(slash.name(), DEADLINE)) {
      slash.publish(KEY);
      assertThat(asking.keys()).hasSize(1);
    }
  }

  @Test
  void keysThatAreNotForSignaturesOfTokensArePassedOver() throws Exception {
    JWK[] others = {
      new RSAKeyGenerator(1024, true).keyID("weak").generate(),
      new RSAKey.Builder(KEY).keyID(null).build(),
      new RSAKey.Builder(KEY).keyID("encryption").keyUse(KeyUse.ENCRYPTION).build(),
      new RSAKey.Builder(KEY).keyID("other").algorithm(JWSAlgorithm.PS256).build(),
      new ECKeyGenerator(Curve.P_384).keyID("curve").generate(),
      new OctetSequenceKeyGenerator(256).keyID("secret").generate(),
    };
    issuer.publishAsTheyAre(others);
    assertThatIOException().isThrownBy(client::keys).withMessageContaining("no key");
    JWK[] more = Arrays.copyOf(others, others.length + 1);
    more[others.length] = KEY;
    issuer.publishAsTheyAre(more);
    assertThat(client.keys()).containsOnlyKeys(new IssuerKey.Name("key", JWSAlgorithm.RS256));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"issuer\": \"https://id.example\", \"jwks_uri\": \"https://id.example/keys\"}",
        "{\"jwks_uri\": \"https://id.example/keys\"}",
      })
  void metadataOfNobodyAndOfOthersAreRefused(String metadata) {
    issuer.metadata(exchange -> TestIssuer.answer(exchange, 200, metadata));
    assertThatIOException().isThrownBy(client::keys).withMessageContaining(TestIssuer.DISCOVERY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example/keys",
        "http://10.0.0.1/keys",
        "file:///etc/passwd",
        "https://user@id.example/keys",
        "keys",
        ":"
      })
  void keysAreNotReadFromJustAnywhere(String address) {
    String metadata =
        "{\"issuer\": \"%s\", \"jwks_uri\": \"%s\"}".formatted(issuer.name(), address);
    issuer.metadata(exchange -> TestIssuer.answer(exchange, 200, metadata));
    assertThatIOException().isThrownBy(client::keys).withMessageContaining(TestIssuer.DISCOVERY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"keys\": 1}", "{\"keys\": [{}]}", "{\"keys\": []}"})
  void whatIsNoSetOfKeysIsRefused(String set) {
    issuer.keySet(exchange -> TestIssuer.answer(exchange, 200, set));
    assertThatIOException().isThrownBy(client::keys).withMessageContaining(TestIssuer.KEY_SET);
  }

  @Test
  void errorsAreNoKeys() {
    issuer.keySet(exchange -> TestIssuer.answer(exchange, 503, "{\"keys\": []}"));
    assertThatIOException().isThrownBy(client::keys).withMessageContaining("answered 503");
  }

  @Test
  void redirectsAreNotFollowed() {
    issuer.keySet(exchange -> {
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      TestIssuer.answer(exchange, 302, "");
    });
    assertThatIOException().isThrownBy(client::keys).withMessageContaining("answered 302");
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    issuer.keySet(exchange -> drip(exchange, "x".repeat(8192), Duration.ZERO));
    assertThatIOException()
        .isThrownBy(client::keys)
        .withMessageContaining("cannot be read")
        .withRootCauseInstanceOf(IOException.class);
  }

  /** A byte now and then keeps an answer alive for ever, unless all of it has a deadline. */
  @Test
  void anAnswerThatDripsIsGivenUp() {
    issuer.keySet(exchange -> drip(exchange, " ", Duration.ofMillis(50)));
    try (IssuerClient hasty = new IssuerClient(issuer.name(), Duration.ofMillis(500))) {
      long begin = System.nanoTime();
      assertThatIOException().isThrownBy(hasty::keys).withMessageContaining("did not answer");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DEADLINE);
    }
  }

  private static void drip(HttpExchange exchange, String part, Duration pause) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      for (int i = 0; i < 100_000; i++) {
        body.write(part.getBytes(StandardCharsets.US_ASCII));
        body.flush();
        Thread.sleep(pause);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
