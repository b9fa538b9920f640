package dev.carom.redirect;

import static dev.carom.redirect.FrameClient.GOAWAY;
import static dev.carom.redirect.FrameClient.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.redirect.FrameClient.Frame;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What HTTP/2 connections see of a stop. */
class Http2StopIT {

  private static final Map<String, String> PATIENT =
      Map.of(
          "redirect.miss-timeout", "20s",
          "postgres.statement-timeout", "20s",
          "postgres.borrow-timeout", "10s",
          "postgres.socket-timeout", "30s");

  @TempDir private Path folder;
  private final ResourceStack resources = new ResourceStack();

  @AfterEach
  void close() {
    resources.close();
  }

  @Test
  void aStopSaysGoodbyeAndFailsNoRequestInFlight() throws Exception {
    EmbeddedPostgres postgres = resources.add(TestStores.startPostgres(folder));
    SecureServers servers =
        resources.add(
            new SecureServers(
                folder,
                TlsContext.bestProvider(),
                TestDatabase.on(postgres).migrated().settings()));
    RedirectServer server = servers.start(PATIENT, new SimpleMeterRegistry());
    String path = servers.mint();
    String waiting = servers.mint();
    String late = servers.mint();
    try (FrameClient client = servers.frames(server);
        FrameClient idle = servers.frames(server)) {
      client.hello().get(1, path);
      assertThat(status(client)).isEqualTo("302");
      idle.hello().flush();
      postgres.pause();
      client.get(3, waiting).flush();
      Thread.sleep(200);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
      Frame first = Objects.requireNonNull(client.next(GOAWAY));
      assertThat(first.number()).isEqualTo(Integer.MAX_VALUE);
      client.get(5, late); // Sent before the client knew.
      Frame last = Objects.requireNonNull(client.next(GOAWAY));
      assertThat(last.number()).isEqualTo(5);
      assertThat(last.errorOfGoaway()).isZero();

      assertThat(idle.next(GOAWAY)).isNotNull();
      assertThat(idle.next(GOAWAY)).isNotNull();
      assertThat(idle.next(GOAWAY)).as("who waits for nothing is let go").isNull();
      assertThat(stopped).isNotDone();

      postgres.resume();
      assertThat(status(client)).isEqualTo("302");
      assertThat(status(client)).isEqualTo("302");
      assertThat(client.next(GOAWAY)).as("and then the connection ends").isNull();
      stopped.get(15, TimeUnit.SECONDS);
    }
  }

  private static String status(FrameClient client) throws Exception {
    return String.valueOf(client.decode(Objects.requireNonNull(client.next(HEADERS))).status());
  }
}
