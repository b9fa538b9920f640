package dev.carom.admin;

import static dev.carom.admin.TestWrites.LINK;
import static dev.carom.admin.TestWrites.REPLAYED;
import static dev.carom.admin.TestWrites.assertRepeats;
import static dev.carom.admin.TestWrites.newDomain;
import static dev.carom.admin.TestWrites.newKey;
import static dev.carom.admin.TestWrites.rawMint;
import static dev.carom.admin.TestWrites.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.TestWrites.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Repeats that come at once, too soon for the servers, after a cut, or a day later. */
class IdempotencyFaultsIT {

  private static TestAdmin admin;
  private static Api api;
  private static TestWrites writes;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
    api = admin.api();
    writes = new TestWrites(api);
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static long number(String sql) {
    return admin.database().number(sql);
  }

  private static long changes() {
    return number("SELECT count(*) FROM audit");
  }

  @Test
  void whoAsksAtTheSameTimeIsAnsweredTheSame() throws Exception {
    for (int round = 0; round < 5; round++) {
      String path = writes.link();
      for (Write write :
          List.of(
              writes.mint(LINK),
              writes.mintWithCode(),
              writes.edit(path, "https://example.com/" + round),
              writes.write("POST", KeyRoutes.KEYS, newKey()),
              writes.write("POST", writes.make(KeyRoutes.KEYS, newKey()) + "/rotate", null),
              writes.write("DELETE", writes.make(DomainRoutes.DOMAINS, newDomain()), null),
              writes.write("DELETE", path, null))) {
        long changes = changes();
        List<Api.Reply> replies = atOnce(write, 8);
        assertThat(changes()).as(write.toString()).isEqualTo(changes + 1);
        List<Api.Reply> first =
            replies.stream().filter(r -> r.headers().firstValue(REPLAYED).isEmpty()).toList();
        assertThat(first).as(replies.toString()).hasSize(1);
        replies.remove(first.getFirst());
        replies.forEach(again -> assertRepeats(first.getFirst(), again));
      }
    }
  }

  private static List<Api.Reply> atOnce(Write write, int clients) throws Exception {
    String key = word();
    CyclicBarrier together = new CyclicBarrier(clients);
    List<Future<Api.Reply>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        asked.add(
            threads.submit(() -> {
              together.await();
              return write.send(key);
            }));
      }
    }
    List<Api.Reply> replies = new ArrayList<>();
    for (Future<Api.Reply> reply : asked) {
      replies.add(reply.get());
    }
    return replies;
  }

  @Test
  void anAnswerThatNobodyReadIsGivenToTheNext() throws Exception {
    String key = word();
    String body = "{\"url\": \"https://example.com/\", \"code\": \"%s\"}".formatted(word());
    Write write = writes.mint(body);
    long links = admin.rows();
    try (RawHttp raw = new RawHttp(admin.port())) {
      raw.write(rawMint(key, body));
    }
    Awaitility.await().until(() -> admin.rows() == links + 1);
    Api.Reply reply = write.send(key);
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header(REPLAYED)).isEqualTo("true");
    assertThat(reply.data()).isEqualTo(api.get(reply.header("location")).data());
    assertThat(reply.header("etag")).isEqualTo(api.get(reply.header("location")).header("etag"));
    assertThat(admin.rows()).isEqualTo(links + 1);
  }

  /** As if the server had ended between the commit and its answer. */
  @Test
  void aRepeatWaitsForTheServersAgain() throws Exception {
    Write write = writes.edit(writes.link(), "https://example.com/2");
    Write mint = writes.mintWithCode();
    String key = word();
    long changes;
    try (SlowServer slow = new SlowServer(admin.database())) {
      for (Write one : List.of(write, mint)) {
        one.send(key + one.method()).problem(ProblemType.UNAVAILABLE);
      }
      changes = changes();
      mint.send(key + mint.method()).problem(ProblemType.UNAVAILABLE);
      slow.applies();
      Api.Reply reply = write.send(key + write.method());
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      assertThat(reply.header(REPLAYED)).isEqualTo("true");
      assertThat(reply.meta().get("propagation").get("servers").intValue()).isOne();
      assertThat(reply.data()).isEqualTo(api.get(write.path()).data());
      assertThat(mint.send(key + mint.method()).status()).isEqualTo(201);
    }
    assertThat(changes()).isEqualTo(changes);
  }

  @Test
  void anAnswerIsKeptForADay() {
    String key = word();
    Write write = writes.mint(LINK);
    Api.Reply first = write.send(key);
    age("23 hours 59 minutes");
    assertRepeats(first, write.send(key));
    age("1 minute");
    // Older ones go first, so that this one is still there, and of no effect.
    admin
        .database()
        .execute(
            """
            INSERT INTO idempotency (created_at, status, id, request, body)
            SELECT now() - interval '2 days', 200, sha256(n::text::bytea), sha256(''), '{}'
            FROM generate_series(1, 25) AS n\
            """);
    Write other = writes.mint("{\"url\": \"https://example.com/a-day-later\"}");
    Api.Reply second = other.send(key);
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.data().get("id")).isNotEqualTo(first.data().get("id"));
    assertRepeats(second, other.send(key));
    for (int i = 0; i < 50 && old() > 0; i++) {
      writes.mint(LINK).send(word());
    }
    assertThat(old()).isZero();
    assertRepeats(second, other.send(key));
  }

  private static void age(String interval) {
    admin
        .database()
        .execute(
            "UPDATE idempotency SET created_at = created_at - interval '%s'".formatted(interval));
  }

  private static long old() {
    return number(
        "SELECT count(*) FROM idempotency WHERE created_at < now() - interval '24 hours'");
  }
}
