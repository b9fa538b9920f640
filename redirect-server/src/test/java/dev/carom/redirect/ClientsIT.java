package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The clients that others wrote, where they are installed. With {@code
 * -Dcarom.test.clients=required} one that is missing fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {

  @TempDir private static Path folder;
  private final ResourceStack resources = new ResourceStack();
  private SecureServers servers;
  private RedirectServer server;
  private String url = "";

  @BeforeAll
  void open() {
    Map<String, String> stores = TestStores.freshDatabase().migrated().settings();
    stores.put("redis.url", TestStores.redisUrl());
    servers = resources.add(new SecureServers(folder, TlsContext.bestProvider(), stores));
    server = servers.start(Map.of(), new SimpleMeterRegistry());
    url = "https://localhost:" + server.port() + servers.mint();
  }

  @AfterAll
  void close() {
    resources.close();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, command[0])));
    if (!"required".equals(System.getProperty("carom.test.clients"))) {
      assumeTrue(installed, command[0] + " is not installed");
    }
    Path output = Files.createTempFile(folder, command[0], ".txt");
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"--http2, HTTP/2 302", "--http1.1, HTTP/1.1 302 Found"})
  void curlFollowsNoFurtherThanItIsTold(String version, String statusLine) throws Exception {
    String certificate = servers.certificateFile().toString();
    assertThat(run("curl", "-sS", "-i", "--max-time", "20", "--cacert", certificate, version, url))
        .startsWith(statusLine)
        .contains(": " + SecureServers.TARGET);
    assertThat(
            run(
                "curl",
                "-sS",
                "-i",
                "--max-time",
                "20",
                "--cacert",
                certificate,
                version,
                "-d",
                "a=b",
                url))
        .contains(" 405 ")
        .endsWith("GET or HEAD.\n");
  }

  @Test
  void h2loadGetsAnAnswerToEachOfItsRequests() throws Exception {
    assertThat(run("h2load", "-n", "5000", "-c", "4", "-m", "50", url))
        .contains("Application protocol: h2")
        .contains("5000 succeeded, 0 failed, 0 errored, 0 timeout")
        .contains("0 2xx, 5000 3xx, 0 4xx, 0 5xx");
  }
}
