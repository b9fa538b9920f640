package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How often clients may ask. Each test comes from addresses of its own, behind a proxy. */
class RateLimitIT {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "admin.client-address", "x-forwarded-for",
          "admin.trusted-proxies", "127.0.0.1",
          "admin.rate-limit.per-address", "1",
          "admin.rate-limit.per-key", "1",
          "admin.rate-limit.burst", "10s",
          "redis.timeout", "5s",
          "redis.connect-timeout", "5s");

  private static TestAdmin admin;
  private static TestAdmin other;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start(SETTINGS);
    other = TestAdmin.start(admin.database(), SETTINGS);
  }

  @AfterAll
  static void stop() {
    other.close();
    admin.close();
  }

  private static Api.Reply get(TestAdmin server, String address, String key) {
    Api api = server.api().with(key);
    return api.send(api.request(LinkRoutes.LINKS).header("X-Forwarded-For", address));
  }

  private static String newKey() {
    return admin
        .api()
        .post(KeyRoutes.KEYS, "{\"name\": \"x\", \"role\": \"viewer\"}")
        .data()
        .get("key")
        .stringValue();
  }

  @Test
  void clientsAreToldWhatIsLeftAndTurnedAwayWhenNothingIs() {
    String key = newKey();
    Api.Reply first = get(admin, "192.0.2.1", key);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("ratelimit")).isEqualTo("\"address\";r=9;t=1, \"key\";r=9;t=1");
    assertThat(first.header("ratelimit-policy"))
        .isEqualTo("\"address\";q=10;w=10, \"key\";q=10;w=10");
    assertThat(first.headers().firstValue("retry-after")).isEmpty();
    Api.Reply refused = first;
    for (int i = 0; i < 50 && refused.status() == 200; i++) {
      refused = get(admin, "192.0.2.1", key);
    }
    assertThat(refused.problem(ProblemType.TOO_MANY_REQUESTS).get("detail").stringValue())
        .contains("address and key");
    assertThat(refused.header("retry-after")).isEqualTo("1");
    assertThat(refused.header("ratelimit")).startsWith("\"address\";r=0;t=10, \"key\";r=0;t=10");
  }

  /** As many as were saved up, and what has come since. */
  private static void isLimited(int admitted, long startNanos) {
    int since = (int) Duration.ofNanos(System.nanoTime() - startNanos).toSeconds() + 1;
    assertThat(admitted).isBetween(10, 10 + since);
  }

  @Test
  void whoeverGuessesKeysIsTurnedAwayBeforeTheyAreLookedAt() {
    long start = System.nanoTime();
    int unauthorized = 0;
    for (int i = 0; i < 20; i++) {
      Api.Reply reply = get(admin, "2001:db8::" + i, "carom_" + UUID.randomUUID());
      unauthorized += reply.status() == 401 ? 1 : 0;
      assertThat(reply.status()).isIn(401, 429);
    }
    isLimited(unauthorized, start);
    assertThat(get(admin, "2001:db8:0:1::1", newKey()).status()).isEqualTo(200);
  }

  @Test
  void aKeyIsLimitedFromWhereverAndAtAllServersTogether() {
    String key = newKey();
    long start = System.nanoTime();
    int admitted = 0;
    for (int i = 0; i < 20; i++) {
      Api.Reply reply = get(i % 2 == 0 ? admin : other, "198.51.100." + i, key);
      admitted += reply.status() == 200 ? 1 : 0;
      assertThat(reply.status()).isIn(200, 429);
    }
    isLimited(admitted, start);
    assertThat(get(admin, "198.51.100.99", newKey()).status()).isEqualTo(200);
  }

  @Test
  void whoIsOnTheMachineItselfIsNotLimited() {
    for (int i = 0; i < 30; i++) {
      Api.Reply reply = admin.api().get(LinkRoutes.LINKS);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers().firstValue("ratelimit")).isEmpty();
    }
  }

  @Test
  void whereRedisHangsRequestsGoOnAndAreCountedHere() throws IOException {
    try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, String> settings = new HashMap<>(SETTINGS);
      settings.put("redis.url", "redis://127.0.0.1:" + hung.getLocalPort());
      try (TestAdmin alone = TestAdmin.start(admin.database(), settings)) {
        int admitted = 0;
        long start = System.nanoTime();
        for (int i = 0; i < 13; i++) {
          Api.Reply reply = get(alone, "203.0.113.1", TestAdmin.KEY);
          admitted += reply.status() == 200 ? 1 : 0;
          assertThat(reply.status()).isIn(200, 429);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        isLimited(admitted, start);
      }
    }
  }
}
