package dev.carom.redirect;

import static dev.carom.redirect.SecureServers.TARGET;
import static dev.carom.redirect.SecureServers.get;
import static dev.carom.redirect.SecureServers.request;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslProvider;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What followers may rely on over TLS, whatever library speaks it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TlsContract {

  @TempDir private static Path folder;
  private final ResourceStack resources = new ResourceStack();
  private Map<String, String> stores;
  private SecureServers servers;
  private RedirectServer server;

  abstract SslProvider provider();

  @BeforeAll
  void open() {
    stores = TestStores.freshDatabase().migrated().settings();
    stores.put("redis.url", TestStores.redisUrl());
    servers = resources.add(new SecureServers(folder, provider(), stores));
    server = servers.start(Map.of("redirect.tls.hsts", "365d"), new SimpleMeterRegistry());
  }

  /** Servers with files of their own: the shared server looks at its files again as well. */
  private SecureServers serversOfAnotherCertificate() throws IOException {
    return resources.add(
        new SecureServers(Files.createTempDirectory(folder, "files"), provider(), stores));
  }

  @AfterAll
  void close() {
    resources.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aRedirectSaysWhatItMustAndNothingElse(Version version) throws Exception {
    try (HttpClient client = servers.client(version)) {
      String path = servers.mint();
      for (String tier : List.of("store", "cache")) {
        HttpResponse<String> answer = get(client, server, path);
        assertThat(answer.version()).as(tier).isEqualTo(version);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().map().keySet())
            .containsExactlyInAnyOrder(
                version == Version.HTTP_2
                    ? new String[] {
                      ":status",
                      "location",
                      "content-length",
                      "cache-control",
                      "date",
                      "strict-transport-security"
                    }
                    : new String[] {
                      "location",
                      "content-length",
                      "cache-control",
                      "date",
                      "strict-transport-security"
                    });
        assertThat(field(answer, "location")).isEqualTo(TARGET);
        assertThat(field(answer, "content-length")).isEqualTo("0");
        assertThat(field(answer, "cache-control")).isEqualTo("no-store");
        assertThat(field(answer, "date")).endsWith(" GMT");
        assertThat(field(answer, "strict-transport-security")).isEqualTo("max-age=31536000");
      }
    }
  }

  private static String field(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void eachMethodAndPathIsAnsweredTheSame(Version version) throws Exception {
    String followed = servers.mint();
    String keeping = servers.mint(RedirectStatus.TEMPORARY_REDIRECT, null);
    try (HttpClient client = servers.client(version)) {
      assertThat(answer(client, "GET", "/robots.txt").body())
          .isEqualTo("User-agent: *\nAllow: /\n");
      HttpResponse<String> missing = answer(client, "GET", "/never");
      assertThat(missing.statusCode()).isEqualTo(404);
      assertThat(missing.body()).isEqualTo("No link has this address.\n");
      assertThat(field(missing, "content-type")).isEqualTo("text/plain; charset=utf-8");
      HttpResponse<String> head = answer(client, "HEAD", "/never");
      assertThat(head.statusCode()).isEqualTo(404);
      assertThat(head.body()).isEmpty();
      assertThat(field(head, "content-length")).isEqualTo("26");
      assertThat(field(answer(client, "HEAD", followed), "location")).isEqualTo(TARGET);
      HttpResponse<String> posted = answer(client, "POST", followed);
      assertThat(posted.statusCode()).isEqualTo(405);
      assertThat(field(posted, "allow")).isEqualTo("GET, HEAD");
      assertThat(posted.body()).contains("GET or HEAD");
      HttpResponse<String> kept = answer(client, "POST", keeping);
      assertThat(kept.statusCode()).isEqualTo(307);
      assertThat(field(kept, "location")).isEqualTo(TARGET);
      assertThat(answer(client, "GET", "/" + "a".repeat(9000)).statusCode()).isEqualTo(414);
      assertThat(answer(client, "GET", followed + "?a=b").statusCode()).isEqualTo(302);
    }
  }

  private HttpResponse<String> answer(HttpClient client, String method, String path)
      throws Exception {
    return client.send(
        request(server, path)
            .method(
                method,
                method.equals("POST") ? BodyPublishers.ofString("a=b") : BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void hundredsOfStreamsAtOnceGetTheirOwnAnswers() throws Exception {
    String hit = servers.mint();
    try (HttpClient client = servers.client(Version.HTTP_2)) {
      get(client, server, hit);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      List<Integer> expected = new ArrayList<>();
      List<String> paths = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        boolean minted = i % 20 == 0;
        paths.add(
            i % 3 == 1
                ? hit
                : minted
                    ? servers.mint(RedirectStatus.PERMANENT_REDIRECT, "streams-" + i)
                    : "/streams-" + i);
        expected.add(i % 3 == 1 ? 302 : minted ? 308 : 404);
      }
      for (int from = 0; from < paths.size(); from += 100) {
        for (String path : paths.subList(from, from + 100)) {
          answers.add(client.sendAsync(request(server, path).build(), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
          answer.get(30, TimeUnit.SECONDS);
        }
      }
      assertThat(answers.stream().map(answer -> answer.join().statusCode())).isEqualTo(expected);
    }
  }

  @Test
  void aClientWithoutAlpnSpeaksHttp1() throws Exception {
    String path = servers.mint();
    try (SSLSocket socket = connect(TestCertificate.trusting(servers.certificate()))) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                  .getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer)
          .as("whole, and TLS was ended as it should be, or reading would fail")
          .startsWith("HTTP/1.1 302 Found\r\n")
          .contains("\r\nLocation: " + TARGET + "\r\n")
          .contains("\r\nStrict-Transport-Security: max-age=31536000\r\n");
    }
  }

  private SSLSocket connect(SSLContext trust) throws IOException {
    return connect(trust, server);
  }

  private static SSLSocket connect(SSLContext trust, RedirectServer server) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(15_000);
    return socket;
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_128_GCM_SHA256, true",
    "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256, true",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, false",
  })
  void oldCipherSuitesAreNotSpoken(String protocol, String suite, boolean spoken)
      throws IOException {
    try (SSLSocket socket = connect(TestCertificate.trusting(servers.certificate()))) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.setEnabledCipherSuites(new String[] {suite});
      if (spoken) {
        socket.startHandshake();
        assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      } else {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionIsResumed(String protocol) throws Exception {
    SSLContext client = TestCertificate.trusting(servers.certificate());
    long first = created(client, server, protocol);
    Thread.sleep(50);
    assertThat(created(client, server, protocol)).isEqualTo(first);
    Thread.sleep(50);
    assertThat(created(TestCertificate.trusting(servers.certificate()), server, protocol))
        .as("and a stranger's is new")
        .isGreaterThan(first);
  }

  /** When the session was made that a connection has; an exchange lets tickets arrive. */
  private static long created(SSLContext client, RedirectServer server, String protocol)
      throws IOException {
    try (SSLSocket socket = connect(client, server)) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      SSLSession session = socket.getSession();
      socket
          .getOutputStream()
          .write(
              "GET /robots.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                  .getBytes(US_ASCII));
      socket.getInputStream().readAllBytes();
      return session.getCreationTime();
    }
  }

  @Test
  void whoDoesNotSpeakTlsOrNotInTimeIsHungUpOn() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    RedirectServer impatient =
        servers.start(Map.of("redirect.tls.handshake-timeout", "500ms"), registry);
    long start = System.nanoTime();
    try (RawClient plain = new RawClient(impatient.port());
        RawClient silent = new RawClient(impatient.port())) {
      plain.get("/never");
      assertThat(isHungUp(plain)).isTrue();
      assertThat(isHungUp(silent)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(450), Duration.ofSeconds(8));
    }
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(registry.get("carom.redirect.tls.handshakes.failed").counter().count())
                .isEqualTo(2));
    try (HttpClient client = servers.client(Version.HTTP_2)) {
      assertThat(get(client, impatient, "/robots.txt").statusCode()).isEqualTo(200);
    }
  }

  /** Waits until the connection ends; an alert may come before. */
  private static boolean isHungUp(RawClient client) throws IOException {
    return client.skipToEnd();
  }

  /** A socket that can send whatever it is given in two parts. */
  private static final class Halving extends Socket {

    private volatile boolean halving;

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          int first = halving ? length / 2 : length;
          out.write(bytes, from, first);
          if (halving) {
            pause(Duration.ofMillis(200));
          }
          out.write(bytes, from + first, length - first);
        }
      };
    }

    private static void pause(Duration time) {
      try {
        Thread.sleep(time);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private SSLSocket handshake(Socket plain, RedirectServer with) throws IOException {
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), with.port()));
    SSLSocket tls =
        (SSLSocket)
            TestCertificate.trusting(servers.certificate())
                .getSocketFactory()
                .createSocket(plain, "localhost", with.port(), true);
    tls.startHandshake();
    return tls;
  }

  private static void send(SSLSocket to, String path) throws IOException {
    to.getOutputStream()
        .write("GET %s HTTP/1.1\r\nHost: a\r\n\r\n".formatted(path).getBytes(US_ASCII));
  }

  @Test
  void aRecordThatIsNotCompletedKeepsNoConnectionOpen() throws Exception {
    RedirectServer impatient =
        servers.start(Map.of("redirect.idle-timeout", "500ms"), new SimpleMeterRegistry());
    try (Socket plain = new Socket();
        SSLSocket _ = handshake(plain, impatient)) {
      OutputStream out = plain.getOutputStream();
      out.write(new byte[] {23, 3, 3, 64, 0});
      boolean ended = false;
      long start = System.nanoTime();
      while (!ended && System.nanoTime() - start < 10_000_000_000L) {
        try {
          out.write(0);
          Thread.sleep(50);
        } catch (SocketException _) {
          ended = true;
        }
      }
      assertThat(ended).isTrue();
    }
  }

  @Test
  void aRequestThatComesInPartsWhileTheServerStopsIsAnswered() throws Exception {
    RedirectServer stopping =
        servers.start(Map.of("redirect.quiet-period", "5s"), new SimpleMeterRegistry());
    String path = servers.mint();
    try (Halving plain = new Halving();
        SSLSocket tls = handshake(plain, stopping)) {
      InputStream in = tls.getInputStream();
      send(tls, path);
      assertThat(new String(in.readNBytes(12), US_ASCII)).isEqualTo("HTTP/1.1 302");
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close);
      Thread.sleep(300);
      plain.halving = true;
      send(tls, path);
      assertThat(new String(in.readAllBytes(), US_ASCII))
          .contains("HTTP/1.1 302")
          .containsIgnoringCase("connection: close");
      stopped.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void newConnectionsGetANewCertificateAndOldOnesGoOn() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    SecureServers apart = serversOfAnotherCertificate();
    RedirectServer reloading =
        apart.start(Map.of("redirect.tls.reload-interval", "20ms"), registry);
    TestCertificate old = apart.certificate();
    TestCertificate other = TestCertificate.rsa(folder);
    SSLContext trust = TestCertificate.trusting(old, other);
    String path = apart.mint();
    try (SSLSocket kept = connect(trust, reloading);
        HttpClient keptHttp2 = SecureServers.client(Version.HTTP_2, trust)) {
      kept.startHandshake();
      assertThat(get(keptHttp2, reloading, path).statusCode()).isEqualTo(302);
      assertThat(serial(kept)).isEqualTo(old.serialNumber());
      assertThat(expiry(registry))
          .isEqualTo(old.certificate().getNotAfter().toInstant().getEpochSecond());

      apart.write(other.certificatePem(), other.keyPem());
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> currentSerial(trust, reloading).equals(other.serialNumber()));
      assertThat(expiry(registry))
          .isEqualTo(other.certificate().getNotAfter().toInstant().getEpochSecond());
      assertThat(reloads(registry, "loaded")).isEqualTo(1);

      assertThat(get(keptHttp2, reloading, path).sslSession().orElseThrow().getPeerCertificates())
          .containsExactly(old.certificate());
      kept.getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                  .getBytes(US_ASCII));
      assertThat(new String(kept.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 302 ");
    }
  }

  @Test
  void aBrokenPairIsRejectedAndTheOldOneStays() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    SecureServers apart = serversOfAnotherCertificate();
    RedirectServer reloading =
        apart.start(Map.of("redirect.tls.reload-interval", "20ms"), registry);
    TestCertificate old = apart.certificate();
    // Each is used once: the files are replaced one after the other, and no two of those that
    // follow one another may make a pair.
    List<TestCertificate> others =
        Stream.generate(() -> TestCertificate.elliptic(folder)).limit(4).toList();
    TestCertificate half = others.get(1);
    String[][] pairs = {
      {others.get(0).certificatePem(), old.keyPem()},
      {half.certificatePem().substring(0, 300), half.keyPem()},
      {others.get(2).certificatePem(), ""},
      {others.get(3).certificatePem(), TestCertificate.rsa(folder).keyPem()},
    };
    SSLContext trust =
        TestCertificate.trusting(
            Stream.concat(Stream.of(old), others.stream()).toArray(TestCertificate[]::new));
    double rejected = 0;
    for (String[] broken : pairs) {
      apart.write(broken[0], broken[1]);
      double before = rejected;
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> reloads(registry, "rejected") > before);
      Thread.sleep(100);
      rejected = reloads(registry, "rejected");
      assertThat(currentSerial(trust, reloading)).isEqualTo(old.serialNumber());
    }
    Thread.sleep(200);
    assertThat(reloads(registry, "rejected"))
        .as("a broken pair is spoken of once")
        .isEqualTo(rejected);
    assertThat(reloads(registry, "loaded")).isZero();
  }

  @Test
  void aCertificateThatCannotBeServedStopsTheStartAndIsNotQuoted() {
    Map<String, String> swapped =
        Map.of(
            "redirect.tls.certificate",
            servers.keyFile().toString(),
            "redirect.tls.key",
            servers.certificateFile().toString());
    assertThatThrownBy(() -> servers.start(swapped, new SimpleMeterRegistry()))
        .isInstanceOf(UnusableCertificateException.class)
        .hasMessage("redirect.tls.certificate: the file holds no certificate (BEGIN CERTIFICATE)")
        .hasNoCause();
    assertThatThrownBy(() ->
            servers.start(
                Map.of("redirect.tls.key", "/nowhere/key.pem"), new SimpleMeterRegistry()))
        .hasMessage("redirect.tls.key: cannot read /nowhere/key.pem (NoSuchFileException)");
  }

  private static BigInteger serial(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
  }

  private static BigInteger currentSerial(SSLContext trust, RedirectServer server)
      throws IOException {
    try (SSLSocket socket = connect(trust, server)) {
      socket.startHandshake();
      BigInteger serial = serial(socket);
      socket
          .getOutputStream()
          .write(
              "GET /robots.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                  .getBytes(US_ASCII));
      socket.getInputStream().readAllBytes();
      return serial;
    }
  }

  private static double reloads(MeterRegistry registry, String outcome) {
    return registry.get("carom.redirect.tls.reloads").tag("outcome", outcome).counter().count();
  }

  private static long expiry(MeterRegistry registry) {
    return (long)
        registry.get("carom.redirect.tls.certificate.expiry").timeGauge().value(TimeUnit.SECONDS);
  }
}
