package dev.carom.admin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID provider on a port of this machine, which a test can have go away and go wrong. */
public final class TestIssuer implements AutoCloseable {

  public static final String AUDIENCE = "carom-api";

  static final String DISCOVERY = "/.well-known/openid-configuration";
  static final String KEY_SET = "/keys";

  private final AtomicInteger askedForKeys = new AtomicInteger();
  private final String path;
  private final int port;
  private HttpServer server;
  private volatile List<JWK> published = List.of();
  private volatile HttpHandler metadata = exchange -> answer(exchange, 200, metadata());
  private volatile HttpHandler keySet =
      exchange -> {
        askedForKeys.incrementAndGet();
        answer(exchange, 200, new JWKSet(published).toString());
      };

  /** A provider that has published nothing yet, at the root. */
  public TestIssuer() {
    this("");
  }

  /**
   * @param path what its name ends with
   */
  TestIssuer(String path) {
    this.path = path;
    this.server = listen(0);
    this.port = server.getAddress().getPort();
  }

  /** Makes a key with which a provider signs by RS256. */
  public static RSAKey rsaKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes a key with which a provider signs by ES256. */
  public static ECKey ecKey(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private HttpServer listen(int at) {
    try {
      HttpServer listening =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
      listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      listening.createContext(
          path.replaceFirst("/$", "") + DISCOVERY, exchange -> metadata.handle(exchange));
      listening.createContext(KEY_SET, exchange -> keySet.handle(exchange));
      listening.start();
      return listening;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String root() {
    return "http://127.0.0.1:" + port;
  }

  /** What its tokens call it. */
  public String name() {
    return root() + path;
  }

  /** What it says of itself. */
  String metadata() {
    return "{\"issuer\": \"%s\", \"jwks_uri\": \"%s\"}".formatted(name(), root() + KEY_SET);
  }

  /** Publishes these keys, and no others. */
  public void publish(JWK... keys) {
    published = List.of(keys).stream().map(JWK::toPublicJWK).toList();
  }

  /** Publishes what no provider should. */
  void publishAsTheyAre(JWK... keys) {
    published = List.of(keys);
  }

  /** Has it say something else of itself. */
  void metadata(HttpHandler other) {
    metadata = other;
  }

  /** Has it answer something else instead of its keys. */
  void keySet(HttpHandler other) {
    keySet = other;
  }

  /** How often it was asked for its keys. */
  int askedForKeys() {
    return askedForKeys.get();
  }

  /** Claims as they should be, for now. */
  public JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(name())
        .audience(AUDIENCE)
        .subject("someone")
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)));
  }

  /** Signs a token as a provider would. */
  public static String sign(JWK key, JWTClaimsSet claims) {
    JWSAlgorithm algorithm = key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256;
    return sign(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), key, claims);
  }

  /** Signs a token with a header of one's own. */
  static String sign(JWSHeader header, JWK key, JWTClaimsSet claims) {
    try {
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(new DefaultJWSSignerFactory().createJWSSigner(key, header.getAlgorithm()));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** From now on nobody listens. */
  void leave() {
    server.stop(0);
  }

  void comeBack() {
    server = listen(port);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
