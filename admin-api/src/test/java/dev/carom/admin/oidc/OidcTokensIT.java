package dev.carom.admin.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.carom.admin.oidc.Verdict.Admitted;
import dev.carom.admin.oidc.Verdict.Refused;
import dev.carom.admin.oidc.Verdict.UnknownKey;
import dev.carom.core.access.Role;
import dev.carom.core.access.Workspace;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.OidcConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that a real provider's keys have signed, and those that somebody else has made. */
class OidcTokensIT {

  private static final RSAKey RSA = TestIssuer.rsaKey("rsa");
  private static final ECKey EC = TestIssuer.ecKey("ec");
  private static final ECKey THEIRS = TestIssuer.ecKey("ec");

  private final TestIssuer issuer = new TestIssuer();
  private final AtomicLong nanos = new AtomicLong();
  private final Instant now = Instant.now();
  private OidcTokens tokens;

  @BeforeEach
  void open() {
    issuer.publish(RSA, EC);
    tokens = tokens();
    assertThat(tokens.refresh().join()).isTrue();
  }

  private OidcTokens tokens() {
    OidcConfig config =
        Configuration.of(
                Map.of(
                    "admin.oidc.issuer", issuer.name(), "admin.oidc.audience", TestIssuer.AUDIENCE),
                List.of(OidcConfig.class))
            .get(OidcConfig.class);
    return OidcTokens.open(config, new SimpleMeterRegistry(), InstantSource.fixed(now), nanos::get);
  }

  @AfterEach
  void close() {
    tokens.close();
    issuer.close();
  }

  private JWTClaimsSet.Builder editor() {
    return issuer.claims().claim("roles", List.of("carom-editor"));
  }

  private static String signed(JWTClaimsSet.Builder claims) {
    return TestIssuer.sign(EC, claims.build());
  }

  private static String signed(JWSHeader.Builder header, JWK key, JWTClaimsSet.Builder claims) {
    return TestIssuer.sign(header.build(), key, claims.build());
  }

  private static JWSHeader.Builder es256() {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec");
  }

  private String reason(String token) {
    Verdict verdict = tokens.check(token);
    assertThat(verdict).isInstanceOf(Refused.class);
    String reason = ((Refused) verdict).reason();
    // It stands in a header field, and tells nothing that is configured.
    assertThat(reason)
        .matches("[ !#-\\[\\]-~]+")
        .doesNotContain(issuer.name(), TestIssuer.AUDIENCE);
    return reason;
  }

  private static String encode(String part) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(UTF_8));
  }

  private void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  @Test
  void whatTheProviderHasSignedIsAdmitted() {
    assertThat(tokens.check(signed(editor())))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    assertThat(tokens.check(TestIssuer.sign(RSA, editor().build())))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    assertThat(tokens.check(signed(editor().audience(List.of("other", TestIssuer.AUDIENCE)))))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+JWT"})
  void typesOfTokensToSignOnWithAreTaken(String type) {
    assertThat(tokens.check(signed(es256().type(new JOSEObjectType(type)), EC, editor())))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout+jwt", "dpop+jwt", "JOSE", ""})
  void otherTypesAreNot(String type) {
    assertThat(reason(signed(es256().type(new JOSEObjectType(type)), EC, editor())))
        .contains("typ");
  }

  @Test
  void aTokenIsToldFromAKeyByItsTwoDots() {
    assertThat(tokens.isToken(signed(editor()))).isTrue();
    assertThat(tokens.isToken("a.b.")).isTrue();
    assertThat(tokens.isToken("carom_" + "x".repeat(43))).isFalse();
    assertThat(tokens.isToken("a.b")).isFalse();
    assertThat(tokens.isToken("a.b.c.d.e")).isFalse();
  }

  @Test
  void whatIsNotForUsIsRefused() {
    assertThat(reason(signed(editor().issuer("https://id.example")))).contains("iss");
    assertThat(reason(signed(editor().issuer(null)))).contains("iss");
    assertThat(reason(signed(editor().issuer(issuer.name() + "/")))).contains("iss");
    assertThat(reason(signed(editor().audience("another")))).contains("aud");
    assertThat(reason(signed(editor().audience(List.<String>of())))).contains("aud");
    assertThat(reason(signed(editor().subject(null)))).contains("sub");
    assertThat(reason(signed(editor().subject("x".repeat(256))))).contains("sub");
    assertThat(reason(signed(editor().subject("a\nb")))).contains("sub");
    assertThat(reason(signed(editor().claim("cnf", Map.of("jkt", "x"))))).contains("cnf");
  }

  /** Half a minute is allowed for, on either side. */
  @Test
  void timesAreHeldTo() {
    assertThat(tokens.check(signed(editor().expirationTime(at(-28)))))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    assertThat(reason(signed(editor().expirationTime(at(-31))))).contains("expired");
    assertThat(tokens.check(signed(editor().notBeforeTime(at(28)))))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    assertThat(reason(signed(editor().notBeforeTime(at(32))))).contains("not valid yet");
    assertThat(reason(signed(editor().expirationTime(null)))).contains("no exp");
  }

  private Date at(int seconds) {
    return Date.from(now.plusSeconds(seconds));
  }

  @Test
  void anUnsignedTokenIsRefused() {
    String payload = encode(editor().build().toString());
    for (String algorithm : List.of("none", "None", "NONE", "nOnE")) {
      String header = encode("{\"alg\":\"%s\",\"kid\":\"ec\"}".formatted(algorithm));
      reason(header + "." + payload + ".");
      reason(header + "." + payload + "." + encode("signature"));
    }
    String good = signed(editor());
    reason(good.substring(0, good.lastIndexOf('.') + 1));
  }

  /** Who takes the header's word for the algorithm takes the public key for a secret. */
  @Test
  void aPublicKeyIsNoSecret() throws JOSEException {
    byte[] der = RSA.toRSAPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
            .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    for (byte[] secret :
        List.of(der, pem.getBytes(UTF_8), RSA.toPublicJWK().toJSONString().getBytes(UTF_8))) {
      OctetSequenceKey key = new OctetSequenceKey.Builder(secret).keyID("rsa").build();
      JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa");
      assertThat(reason(signed(header, key, editor()))).contains("alg");
    }
  }

  @Test
  void otherAlgorithmsOfTheSameKeyAreRefused() {
    for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
      JWSHeader.Builder header = new JWSHeader.Builder(algorithm).keyID("rsa");
      assertThat(reason(signed(header, RSA, editor()))).contains("alg");
    }
  }

  @Test
  void aKeyOfSomebodyElseIsOfNoUse() {
    assertThat(reason(signed(es256(), THEIRS, editor()))).contains("signature");
    assertThat(reason(signed(es256().jwk(THEIRS.toPublicJWK()), THEIRS, editor())))
        .contains("signature");
    // A name belongs to a key and its algorithm.
    JWSHeader.Builder crossed = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("rsa");
    assertThat(tokens.check(signed(crossed, THEIRS, editor()))).isEqualTo(new UnknownKey());
  }

  @Test
  void aTokenHasToNameItsKey() {
    assertThat(reason(signed(new JWSHeader.Builder(JWSAlgorithm.ES256), EC, editor())))
        .contains("kid");
  }

  @Test
  void whatMustBeUnderstoodAndIsNotIsRefused() {
    JWSHeader.Builder header =
        es256().criticalParams(Set.of("urn:x")).customParam("urn:x", "unheard of");
    reason(signed(header, EC, editor()));
  }

  @Test
  void aChangedPayloadIsRefused() {
    String[] good = signed(issuer.claims().claim("roles", "carom-viewer")).split("\\.", -1);
    String other = encode(issuer.claims().claim("roles", "carom-admin").build().toString());
    assertThat(reason(good[0] + "." + other + "." + good[2])).contains("signature");
    String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
    assertThat(reason(good[0] + "." + other + "." + zeros)).contains("signature");
  }

  /** One token has one text: what is not of the letters of base64url is not passed over. */
  @Test
  void aSignatureInOtherLettersIsRefused() {
    String good = signed(editor());
    for (String end : List.of("=", "==", "+", "/", "*", " ")) {
      assertThat(reason(good + end)).contains("not a signed JWT");
    }
  }

  @Test
  void aHugeTokenIsRefusedUnread() {
    assertThat(reason(signed(editor().claim("ballast", "x".repeat(7000))))).contains("8192");
    assertThat(reason("[".repeat(1_000_000) + "..")).contains("8192");
    reason(encode("[".repeat(6000)) + "..");
    reason(encode("{\"alg\":".repeat(900)) + "..");
  }

  /** Any change of a character leaves another token, or none; none of them is an error. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedTokensAreRefused(long seed) {
    Random random = new Random(seed);
    String good = TestIssuer.sign(RSA, editor().build());
    int signature = good.lastIndexOf('.');
    for (int i = 0; i < 300; i++) {
      char[] damaged = good.toCharArray();
      int at = random.nextInt(signature + 300);
      damaged[at] = (char) (damaged[at] ^ (1 + random.nextInt(127)));
      assertThat(tokens.check(new String(damaged)))
          .as("seed %d, %s", seed, new String(damaged))
          .isNotInstanceOf(Admitted.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}",
        "[]",
        "null",
        "1",
        "{\"alg\":null}",
        "{\"alg\":[]}",
        "{\"alg\":\"ES256\",\"kid\":1}",
        "{\"alg\":\"ES256\",\"kid\":\"ec\",\"typ\":1}",
        "{\"alg\":\"ES256\",\"kid\":\"ec\",\"crit\":[\"b64\"],\"b64\":false}",
        "{\"alg\":\"ES256\",\"kid\":\"ec\",\"crit\":[]}",
        "{\"alg\":\"ES256\",\"kid\":\"ec\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}",
        "{\"alg\":\"ES256\",\"kid\":\"ec\",\"jwk\":{\"kty\":\"x\"}}",
        "{\"alg\":\"ES256\",\"kid\":\"ec\",\"x5c\":[\"x\"],\"x5u\":\":\",\"jku\":\":\"}",
        "{\"alg\":\"ES256\",\"kid\":\"ec\",\"iat\":1e999}",
        "{\"alg\":\"dir\",\"enc\":\"A256GCM\"}",
      })
  void strangeHeadersAreRefused(String header) {
    reason(encode(header) + "." + encode("{}") + "." + encode("x".repeat(64)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "\"x\"", "{\"exp\":\"soon\"}", "{\"aud\":1}", "not JSON"})
  void strangePayloadsAreRefused(String payload) throws JOSEException {
    JWSObject object = new JWSObject(es256().build(), new Payload(payload.getBytes(UTF_8)));
    object.sign(new ECDSASigner(EC));
    reason(object.serialize());
  }

  @Test
  void aRotatedKeyIsFoundAndTheOldOneForgotten() {
    ECKey next = TestIssuer.ecKey("next");
    issuer.publish(next);
    String token = TestIssuer.sign(next, editor().build());
    assertThat(tokens.check(token)).isEqualTo(new UnknownKey());
    // Asked a moment ago, the provider is not asked again.
    assertThat(tokens.refresh().join()).isTrue();
    assertThat(tokens.check(token)).isEqualTo(new UnknownKey());
    advance(IssuerKeys.PAUSE);
    assertThat(tokens.refresh().join()).isTrue();
    assertThat(tokens.check(token))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    assertThat(tokens.check(signed(editor()))).isEqualTo(new UnknownKey());
  }

  @Test
  void keysThatNobodyHasDoNotFloodTheProvider() {
    advance(IssuerKeys.PAUSE);
    List<CompletableFuture<Void>> flood =
        IntStream.range(0, 200)
            .mapToObj(i ->
                CompletableFuture.runAsync(
                    () -> {
                      JWSHeader.Builder header =
                          new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("kid" + i);
                      assertThat(tokens.check(signed(header, THEIRS, editor())))
                          .isEqualTo(new UnknownKey());
                      assertThat(tokens.refresh().join()).isTrue();
                    },
                    Thread::startVirtualThread))
            .toList();
    flood.forEach(CompletableFuture::join);
    assertThat(issuer.askedForKeys()).isEqualTo(2);
  }

  @Test
  void whileTheProviderIsAwayItsKeysHold() {
    issuer.leave();
    advance(IssuerKeys.MAX_AGE.plusSeconds(1));
    assertThat(tokens.check(signed(editor())))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    assertThat(tokens.refresh().join()).isFalse();
    advance(IssuerKeys.MAX_AGE.multipliedBy(100));
    assertThat(tokens.check(signed(editor())))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    issuer.comeBack();
    issuer.publish(RSA);
    advance(IssuerKeys.PAUSE);
    assertThat(tokens.refresh().join()).isTrue();
    assertThat(tokens.check(signed(editor()))).isEqualTo(new UnknownKey());
  }

  @Test
  void aProviderThatIsAwayAtTheStartIsFoundLater() {
    issuer.leave();
    try (OidcTokens late = tokens()) {
      assertThat(late.refresh().join()).isFalse();
      assertThat(late.check(signed(editor()))).isEqualTo(new UnknownKey());
      issuer.comeBack();
      assertThat(late.refresh().join()).isFalse();
      advance(IssuerKeys.PAUSE);
      assertThat(late.refresh().join()).isTrue();
      assertThat(late.check(signed(editor())))
          .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    }
  }

  @Test
  void oldKeysAreAskedForAgainWithoutWaiting() {
    assertThat(issuer.askedForKeys()).isOne();
    advance(IssuerKeys.MAX_AGE.plusSeconds(1));
    assertThat(tokens.check(signed(editor())))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    Awaitility.await().until(() -> issuer.askedForKeys() == 2);
    assertThat(tokens.check(signed(editor())))
        .isEqualTo(new Admitted("someone", Role.EDITOR, Workspace.FIRST));
    assertThat(issuer.askedForKeys()).isEqualTo(2);
  }
}
