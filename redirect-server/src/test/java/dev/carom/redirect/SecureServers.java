package dev.carom.redirect;

import dev.carom.core.Stores;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.ops.Readiness;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Servers that speak TLS on the same stores, with a certificate in a test's folder. */
final class SecureServers implements AutoCloseable {

  static final String TARGET = "https://example.com/a?b=c#d";

  private final ResourceStack resources = new ResourceStack();
  private final Map<String, String> settings;
  private final SslProvider provider;
  private final TestCertificate certificate;
  private final Path certificateFile;
  private final Path keyFile;
  private final LinkStore links;

  SecureServers(Path folder, SslProvider provider, Map<String, String> stores) {
    this.provider = provider;
    this.certificate = TestCertificate.elliptic(folder);
    this.certificateFile = folder.resolve("certificate.pem");
    this.keyFile = folder.resolve("key.pem");
    write(certificate.certificatePem(), certificate.keyPem());
    settings = new HashMap<>(stores);
    settings.put("redirect.port", "0");
    settings.put("redirect.quiet-period", "100ms");
    settings.put("redirect.event-loops", "2");
    settings.put("redirect.miss-timeout", "10s");
    settings.put("redis.timeout", "2s");
    settings.put("redirect.tls.certificate", certificateFile.toString());
    settings.put("redirect.tls.key", keyFile.toString());
    links =
        Stores.open(
                "test",
                Configuration.of(settings, RedirectMain.CONFIGURATION),
                new SimpleMeterRegistry(),
                resources)
            .links();
  }

  /** Replaces the certificate's files, one after the other. */
  void write(String certificatePem, String keyPem) {
    try {
      Files.writeString(certificateFile, certificatePem);
      Files.writeString(keyFile, keyPem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestCertificate certificate() {
    return certificate;
  }

  Path certificateFile() {
    return certificateFile;
  }

  Path keyFile() {
    return keyFile;
  }

  RedirectServer start(Map<String, String> more, MeterRegistry registry) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return RedirectMain.open(
        Configuration.of(all, RedirectMain.CONFIGURATION),
        registry,
        new Readiness(),
        resources,
        provider);
  }

  String mint(RedirectStatus status, @Nullable String code) {
    NewLink link =
        new NewLink(
            new TargetUrl(TARGET), status, null, null, code == null ? null : new ShortCode(code));
    return "/" + ((LinkStore.Minted.Created) links.mint(List.of(link)).getFirst()).link().code();
  }

  String mint() {
    return mint(RedirectStatus.FOUND, null);
  }

  HttpClient client(HttpClient.Version version) {
    return client(version, TestCertificate.trusting(certificate));
  }

  static HttpClient client(HttpClient.Version version, SSLContext trust) {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(trust)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(15))
        .build();
  }

  static HttpRequest.Builder request(RedirectServer server, String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path))
        .timeout(Duration.ofSeconds(8));
  }

  static HttpResponse<String> get(HttpClient client, RedirectServer server, String path)
      throws IOException, InterruptedException {
    return client.send(request(server, path).build(), BodyHandlers.ofString());
  }

  /** A connection on which a test writes frames, to a server of these. */
  FrameClient frames(RedirectServer server) throws IOException {
    return new FrameClient(server.port(), TestCertificate.trusting(certificate));
  }

  @Override
  public void close() {
    resources.close();
  }
}
