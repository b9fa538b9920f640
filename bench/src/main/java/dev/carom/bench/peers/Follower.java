package dev.carom.bench.peers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Follows every link of a server once: fills its cache, and makes sure that what will be measured
 * are right answers.
 */
final class Follower implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final String scheme;
  private final Links links;

  Follower(Workload workload, Surroundings surroundings, Links links) throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (workload.tls()) {
      builder.sslContext(surroundings.requireCertificate().trusting());
    }
    this.client = builder.build();
    this.scheme = workload.tls() ? "https" : "http";
    this.links = links;
  }

  /**
   * Follows the links.
   *
   * @throws MeasurementException if an answer is not the one that is due
   */
  void followAll(Server server) throws IOException, InterruptedException {
    for (int i = 0; i < links.size(); i++) {
      follow(server, links.codes().get(i), links.targets().get(i));
    }
  }

  /** Follows one link of a server that knows none and answers what it always does. */
  void followOne(Server server) throws IOException, InterruptedException {
    follow(server, links.codes().getFirst(), FixedReply.TARGET);
  }

  private void follow(Server server, String code, String target)
      throws IOException, InterruptedException {
    URI uri = URI.create("%s://%s/%s".formatted(scheme, server.address(), code));
    HttpResponse<Void> answer =
        client.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.discarding());
    String location = answer.headers().firstValue("Location").orElse("nowhere");
    if (answer.statusCode() != 302 || !location.equals(target)) {
      throw new MeasurementException(
          "%s answered %d to %s, leading to %s instead of %s"
              .formatted(server.name(), answer.statusCode(), uri, location, target));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
