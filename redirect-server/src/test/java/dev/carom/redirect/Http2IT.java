package dev.carom.redirect;

import static dev.carom.redirect.FrameClient.ACK;
import static dev.carom.redirect.FrameClient.CONTINUATION;
import static dev.carom.redirect.FrameClient.DATA;
import static dev.carom.redirect.FrameClient.END_HEADERS;
import static dev.carom.redirect.FrameClient.END_STREAM;
import static dev.carom.redirect.FrameClient.GOAWAY;
import static dev.carom.redirect.FrameClient.HEADERS;
import static dev.carom.redirect.FrameClient.INITIAL_WINDOW_SIZE;
import static dev.carom.redirect.FrameClient.PING;
import static dev.carom.redirect.FrameClient.PRIORITY;
import static dev.carom.redirect.FrameClient.RST_STREAM;
import static dev.carom.redirect.FrameClient.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.testing.TestStores;
import dev.carom.redirect.FrameClient.Frame;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an HTTP/2 connection does with frames that no well-behaved client sends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2IT {

  @TempDir private static Path folder;
  private final ResourceStack resources = new ResourceStack();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private SecureServers servers;
  private RedirectServer server;
  private String path = "";
  private double violations;

  @BeforeAll
  void open() {
    Map<String, String> stores = TestStores.freshDatabase().migrated().settings();
    stores.put("redis.url", TestStores.redisUrl());
    servers = resources.add(new SecureServers(folder, TlsContext.bestProvider(), stores));
    server = servers.start(Map.of("redirect.http2.max-streams", "50"), registry);
    path = servers.mint();
  }

  @AfterAll
  void close() {
    resources.close();
  }

  @BeforeEach
  void count() {
    violations = violations();
  }

  private double violations() {
    return registry.get("carom.redirect.http2.violations").counter().count();
  }

  @AfterEach
  void othersAreServedAllTheSame() throws Exception {
    try (FrameClient client = servers.frames(server)) {
      client.hello().get(1, path);
      assertThat(status(client)).isEqualTo("302");
    }
  }

  private static String status(FrameClient client) throws Exception {
    return status(client, Objects.requireNonNull(client.next(HEADERS)));
  }

  private static String status(FrameClient client, Frame headers) throws Exception {
    Http2Headers decoded = client.decode(headers);
    assertThat(decoded.get("cache-control")).hasToString("no-store");
    return String.valueOf(decoded.status());
  }

  @ParameterizedTest
  @CsvSource({
    ":method GET :scheme https :path /a, 400",
    ":method GET :scheme https :authority a/b :path /a, 400",
    ":method GET :scheme https :authority a :path /a host b, 400",
    ":method GET :scheme https :authority a :path /a host A, 404",
    ":method GET :scheme https :path /a host a, 404",
    ":method GET :scheme ftp :authority a :path /a, 400",
    ":method GET :scheme https :authority a :path a, 400",
    ":method GET :scheme https :authority a :path /%zz, 400",
    ":method OPTIONS :scheme https :authority a :path *, 400",
    ":method GET :scheme https :authority a, 400",
    ":scheme https :authority a :path /a, 400",
    ":method CONNECT :authority a:443, 400",
    ":method BREW :scheme https :authority a :path /a, 404",
    ":method GET :scheme https :authority a :path /a connection close, reset",
    ":method GET :scheme https :authority a :path /a :path /b, reset",
    ":method GET :scheme https :authority a x y :path /a, reset",
    ":method GET :scheme https :authority a :path /a Upper case, reset",
    ":method GET :scheme https :authority a :path /a content-length 5, reset",
  })
  void aMalformedRequestIsSaidToBe(String fields, String outcome) throws Exception {
    try (FrameClient client = servers.frames(server)) {
      client
          .hello()
          .frame(HEADERS, END_STREAM | END_HEADERS, 1, FrameClient.fields(fields.split(" ")));
      if (outcome.equals("reset")) {
        assertThat(Objects.requireNonNull(client.next(RST_STREAM)).number())
            .isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
      } else {
        assertThat(status(client)).isEqualTo(outcome);
      }
      client.get(3, path);
      assertThat(status(client)).as("and the connection goes on").isEqualTo("302");
    }
  }

  @Test
  void aHeaderThatIsTooLongIsSaidToBe() throws Exception {
    try (FrameClient client = servers.frames(server)) {
      client.hello();
      byte[] block =
          FrameClient.fields(
              ":method",
              "GET",
              ":scheme",
              "https",
              ":authority",
              "a",
              ":path",
              "/a",
              "x",
              "y".repeat(16_300));
      client.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(block, 16_000));
      client.frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 16_000, block.length));
      assertThat(status(client)).isEqualTo("431");
      client.get(3, path);
      assertThat(status(client)).isEqualTo("302");
    }
  }

  @Test
  void aBodyIsNotReadAndItsStreamIsReset() throws Exception {
    String keeping = servers.mint(RedirectStatus.TEMPORARY_REDIRECT, null);
    try (FrameClient client = servers.frames(server)) {
      client.hello();
      client.frame(HEADERS, END_HEADERS, 1, FrameClient.header("POST", keeping));
      client.frame(DATA, 0, 1, new byte[10_000]);
      Frame headers = Objects.requireNonNull(client.next(HEADERS));
      assertThat(headers.flags() & END_STREAM).isEqualTo(END_STREAM);
      assertThat(status(client, headers)).isEqualTo("307");
      Frame reset = Objects.requireNonNull(client.next(RST_STREAM));
      assertThat(reset.number()).isEqualTo((int) Http2Error.NO_ERROR.code());
      client.frame(DATA, 0, 1, new byte[10_000]).frame(DATA, END_STREAM, 1).get(3, path);
      assertThat(status(client)).as("what was under way does no harm").isEqualTo("302");
    }
  }

  @Test
  void streamsBeyondTheBoundAreRefused() throws Exception {
    try (FrameClient client = servers.frames(server)) {
      client.hello(INITIAL_WINDOW_SIZE, 0);
      for (int i = 0; i < 51; i++) {
        client.get(2 * i + 1, "/never");
      }
      Frame reset = Objects.requireNonNull(client.next(RST_STREAM));
      assertThat(reset.stream()).isEqualTo(101);
      assertThat(reset.number()).isEqualTo((int) Http2Error.REFUSED_STREAM.code());
    }
  }

  @Test
  void aRapidResetEndsTheConnection() throws Exception {
    try (FrameClient client = servers.frames(server)) {
      client.hello();
      endsCalmly(client, i -> client.get(2 * i + 1, "/reset-" + i).reset(2 * i + 1), 10_000);
    }
  }

  @Test
  void requestsThatMakeTheServerResetThemEndTheConnection() throws Exception {
    try (FrameClient client = servers.frames(server)) {
      client.hello();
      byte[] broken = FrameClient.fields("connection", "close");
      endsCalmly(
          client, i -> client.frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, broken), 10_000);
    }
  }

  @Test
  void aFloodOfContinuationsEndsTheConnection() throws Exception {
    try (FrameClient client = servers.frames(server)) {
      client.hello().frame(HEADERS, END_STREAM, 1, FrameClient.header("GET", path));
      endsCalmly(
          client, i -> client.frame(CONTINUATION, 0, 1, FrameClient.fields("x", "y")), 10_000);
    }
  }

  @Test
  void aFloodOfEmptyDataEndsTheConnection() throws Exception {
    try (FrameClient client = servers.frames(server)) {
      // Held open by its answer, which the client's window does not let through.
      client.hello(INITIAL_WINDOW_SIZE, 0);
      client.frame(HEADERS, END_HEADERS, 1, FrameClient.header("POST", "/never"));
      endsCalmly(client, i -> client.frame(DATA, 0, 1), 10_000);
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 0, 8", "4, 0, 0", "2, 1, 5", "8, 0, 4", "200, 0, 3"})
  void framesThatAskForNothingEndTheConnection(int type, int stream, int length) throws Exception {
    try (FrameClient client = servers.frames(server)) {
      client.hello();
      byte[] payload = new byte[length];
      if (length > 0) {
        payload[length - 1] = 1;
      }
      if (type == PRIORITY) {
        payload[3] = 3;
      }
      endsCalmly(client, i -> client.frame(type, 0, stream, payload), 10_000);
    }
  }

  /** One frame, or several, of a flood. */
  private interface Wave {
    void send(int number) throws IOException;
  }

  /** Floods, without ever reading, until the server has ended the connection. */
  private void endsCalmly(FrameClient client, Wave wave, int waves) throws Exception {
    try {
      for (int i = 0; i < waves; i++) {
        wave.send(i);
        if (i % 100 == 0) {
          client.flush();
        }
      }
      client.flush();
      Frame goaway = client.next(GOAWAY);
      if (goaway != null) {
        assertThat(goaway.errorOfGoaway())
            .isIn(
                (int) Http2Error.ENHANCE_YOUR_CALM.code(), (int) Http2Error.PROTOCOL_ERROR.code());
        assertThat(client.next(GOAWAY)).as("the end").isNull();
      }
    } catch (SocketException _) {
      // It was ended while the flood still ran.
    }
    Awaitility.await().untilAsserted(() -> assertThat(violations()).isGreaterThan(violations));
  }

  @Test
  void aClientThatNeverOpensItsWindowIsHungUpOn() throws Exception {
    RedirectServer impatient = impatient("redirect.idle-timeout", "500ms");
    try (FrameClient client = servers.frames(impatient)) {
      client.hello(INITIAL_WINDOW_SIZE, 0).get(1, "/never");
      assertThat(status(client)).isEqualTo("404");
      // Other requests do not keep it.
      int stream = 3;
      long start = System.nanoTime();
      boolean ended = false;
      while (!ended && System.nanoTime() - start < 10_000_000_000L) {
        try {
          client.get(stream, path).flush();
          stream += 2;
          Thread.sleep(50);
        } catch (SocketException _) {
          ended = true;
        }
      }
      assertThat(ended).isTrue();
    }
  }

  @Test
  void aClientThatAsksForNothingIsToldAndHungUpOn() throws Exception {
    RedirectServer impatient = impatient("redirect.idle-timeout", "500ms");
    try (FrameClient client = servers.frames(impatient)) {
      client.hello().get(1, path);
      assertThat(status(client)).isEqualTo("302");
      for (int i = 0; i < 4; i++) {
        client.frame(PING, 0, 0, new byte[8]).flush();
        Thread.sleep(100);
      }
      Frame first = Objects.requireNonNull(client.next(GOAWAY));
      assertThat(first.number()).isEqualTo(Integer.MAX_VALUE);
      Frame last = Objects.requireNonNull(client.next(GOAWAY));
      assertThat(last.number()).isEqualTo(1);
      assertThat(last.errorOfGoaway()).isZero();
      assertThat(client.next(GOAWAY)).isNull();
    }
  }

  @Test
  void whoAsksAfterItAndTakesNoAnswerIsHungUpOnAllTheSame() throws Exception {
    RedirectServer impatient = impatient("redirect.idle-timeout", "500ms");
    try (FrameClient client = servers.frames(impatient)) {
      client.hello(INITIAL_WINDOW_SIZE, 0).flush();
      assertThat(client.next(GOAWAY)).isNotNull();
      client.get(1, "/never").flush();
      assertThat(status(client)).isEqualTo("404");
      for (Frame told = client.next(GOAWAY); told != null; told = client.next(GOAWAY)) {
        assertThat(told.errorOfGoaway()).isZero();
      }
    }
  }

  @Test
  void aHeaderThatIsNotCompletedInTimeEndsTheConnection() throws Exception {
    RedirectServer impatient = impatient("redirect.header-timeout", "500ms");
    byte[] header = FrameClient.header("GET", path);
    try (FrameClient split = servers.frames(impatient);
        FrameClient dribbled = servers.frames(impatient);
        FrameClient prompt = servers.frames(impatient)) {
      split.hello().frame(HEADERS, END_STREAM, 1, header).flush();
      dribbled.hello().bytes((byte) 0, (byte) 0, (byte) 100, (byte) HEADERS).flush();
      assertThat(split.next(GOAWAY)).isNotNull();
      assertThat(split.next(GOAWAY)).isNull();
      assertThat(dribbled.next(GOAWAY)).isNotNull();
      prompt.hello().get(1, path);
      assertThat(status(prompt)).isEqualTo("302");
    }
  }

  private RedirectServer impatient(String key, String value) {
    return servers.start(Map.of(key, value), new SimpleMeterRegistry());
  }

  @Test
  void settingsAreAcknowledgedAndPingsAnswered() throws Exception {
    try (FrameClient client = servers.frames(server)) {
      client.hello();
      Frame settings = Objects.requireNonNull(client.next(SETTINGS));
      assertThat(settings.flags() & ACK).isZero();
      assertThat(Objects.requireNonNull(client.next(SETTINGS)).flags() & ACK).isEqualTo(ACK);
      client.frame(PING, 0, 0, "12345678".getBytes(StandardCharsets.US_ASCII));
      Frame pong = Objects.requireNonNull(client.next(PING));
      assertThat(pong.flags() & ACK).isEqualTo(ACK);
      assertThat(pong.payload().array()).asString(StandardCharsets.US_ASCII).isEqualTo("12345678");
    }
  }
}
