package dev.carom.admin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.carom.core.config.OidcConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks an issuer for its keys (OpenID Connect Discovery 1.0, section 4). Each of its two answers
 * has a deadline and a greatest length, and redirects are not followed. Usable by any thread.
 */
final class IssuerClient implements AutoCloseable {

  /** How long an answer may be; those of large providers have some 20 KiB. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private final URI issuer;
  private final Duration deadline;
  private final HttpClient http;

  /**
   * @param deadline for each answer, from when it is asked for to its last byte
   */
  IssuerClient(String issuer, Duration deadline) {
    this.issuer = URI.create(issuer);
    this.deadline = deadline;
    this.http =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(deadline)
            .build();
  }

  /**
   * Asks for the keys. Blocks, for twice the deadline at most.
   *
   * @throws IOException if the issuer does not answer, or not as it should
   */
  Map<IssuerKey.Name, IssuerKey> keys() throws IOException, InterruptedException {
    URI set = keySet();
    try {
      Map<IssuerKey.Name, IssuerKey> keys = IssuerKey.readAll(get(set));
      if (keys.isEmpty()) {
        throw new IOException("no key for RS256 or ES256 is at " + set);
      }
      return keys;
    } catch (ParseException | JOSEException e) {
      throw new IOException("what is at %s is no set of keys".formatted(set), e);
    }
  }

  private URI keySet() throws IOException, InterruptedException {
    URI discovery = URI.create(issuer.toString().replaceFirst("/$", "") + DISCOVERY);
    try {
      Map<String, Object> metadata = JSONObjectUtils.parse(get(discovery));
      if (!issuer.toString().equals(metadata.get("issuer"))) {
        throw new IOException("%s names another issuer".formatted(discovery));
      }
      URI set = JSONObjectUtils.getURI(metadata, "jwks_uri");
      if (set == null || !isTrustworthy(set)) {
        throw new IOException("%s names no trustworthy jwks_uri".formatted(discovery));
      }
      return set;
    } catch (ParseException e) {
      throw new IOException("what is at %s is no provider's metadata".formatted(discovery), e);
    }
  }

  /** An issuer elsewhere must not have this machine asked. */
  private boolean isTrustworthy(URI set) {
    return OidcConfig.isTrustworthy(set)
        && ("https".equals(set.getScheme()) || "http".equals(issuer.getScheme()));
  }

  private String get(URI url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url).header("Accept", "application/json").GET().build();
    // The client's own deadline ends with the answer's header.
    CompletableFuture<HttpResponse<String>> exchange =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES));
    try {
      HttpResponse<String> answer = exchange.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      if (answer.statusCode() != 200) {
        throw new IOException("%s answered %d".formatted(url, answer.statusCode()));
      }
      return answer.body();
    } catch (ExecutionException e) {
      throw new IOException("%s cannot be read".formatted(url), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("%s did not answer within %s".formatted(url, deadline), e);
    } finally {
      var _ = exchange.cancel(true);
    }
  }

  /** Gives up what is being asked for. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
