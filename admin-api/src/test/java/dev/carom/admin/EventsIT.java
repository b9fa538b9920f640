package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.Listener.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens, told to whoever listens. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventsIT {

  private static TestAdmin admin;
  private static Api api;

  private String id = "";

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
    api = admin.api();
    TestClicks.prepare(admin.database());
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @BeforeEach
  void mint() {
    id = api.mint("{\"url\": \"https://example.com/\"}").get("id").stringValue();
  }

  private void clicks(String referrer, int clicks) {
    TestClicks.insert(admin.database(), "now()", id, referrer, clicks);
  }

  @Test
  void clicksAndChangesAreTold() throws Exception {
    try (Listener listener = Listener.from(api, null)) {
      assertThat(listener.next()).extracting(Event::type).isEqualTo("");
      clicks("first.example", 1);
      Event click = listener.next("click");
      assertThat(click.json().get("referrer").stringValue()).isEqualTo("first.example");
      assertThat(click.json().get("linkId").stringValue()).isEqualTo(id);
      api.patch(LinkRoutes.LINKS + "/" + id, "{\"redirectStatus\": 307}");
      assertThat(listener.next("change").json().get("linkId").stringValue()).isEqualTo(id);
    }
  }

  @Test
  void whoeverComesBackHasMissedNothing() throws Exception {
    String place;
    try (Listener listener = Listener.from(api, null)) {
      Event here = listener.next();
      assertThat(here).isNotNull();
      clicks("seen.example", 3);
      listener.next("click");
      place = listener.next("click").id();
    }
    clicks("missed.example", 2500);
    List<String> told = new ArrayList<>();
    try (Listener listener = Listener.from(api, place)) {
      for (int i = 0; i < 2501; i++) {
        told.add(listener.next("click").json().get("id").stringValue());
      }
    }
    assertThat(told).doesNotHaveDuplicates().hasSize(2501);
  }

  @Test
  void whatBecomesVisibleLateIsNotMissed() throws Exception {
    try (Listener listener = Listener.from(api, null)) {
      assertThat(listener.next()).isNotNull();
      TestClicks.insertAfter(
          admin.database(),
          id,
          "slow.example",
          1,
          () -> {
            clicks("quick.example", 1);
            sleep(Duration.ofMillis(1200));
          });
      List<String> referrers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        referrers.add(listener.next("click").json().get("referrer").stringValue());
      }
      assertThat(referrers).containsExactly("slow.example", "quick.example");
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneLinkAloneCanBeWatched() throws Exception {
    String other = api.mint("{\"url\": \"https://example.com/\"}").get("id").stringValue();
    try (Listener listener = new Listener(api, "?link=" + other, null)) {
      assertThat(listener.next()).isNotNull();
      clicks("not.this", 1);
      TestClicks.insert(admin.database(), "now()", other, "this.example", 1);
      assertThat(listener.next("click").json().get("linkId").stringValue()).isEqualTo(other);
    }
    assertThat(api.get(EventRoute.EVENTS + "?link=x").fields(ProblemType.INVALID_PARAMETER))
        .containsExactly("link");
  }

  @Test
  void aPlaceThatIsNotKnownBeginsAnew() throws Exception {
    try (Listener listener = Listener.from(api, "1.9000000000000000000")) {
      assertThat(listener.next()).extracting(Event::type).isEqualTo("reset");
    }
    try (Listener listener = Listener.from(api, "nonsense")) {
      assertThat(listener.next()).extracting(Event::type).isEqualTo("");
    }
  }

  @Test
  void whoeverComesBackTooLateIsTold() throws Exception {
    String place;
    try (Listener listener = Listener.from(api, null)) {
      Event here = listener.next();
      assertThat(here).isNotNull();
      clicks("seen.example", 1);
      place = listener.next("click").id();
    }
    TestClicks.insert(admin.database(), "now() - interval '3 days'", id, "too.old", 1);
    try (Listener listener = Listener.from(api, place)) {
      assertThat(listener.next()).extracting(Event::type).isEqualTo("reset");
    }
  }

  @Test
  void whoeverDoesNotReadIsDropped() throws Exception {
    try (TestAdmin impatient =
            TestAdmin.start(admin.database(), Map.of("admin.bulk-stall-timeout", "1s"));
        RawHttp raw = RawHttp.narrow(impatient.port())) {
      raw.write(
          "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(EventRoute.EVENTS, TestAdmin.KEY));
      raw.readUntil("id: ");
      // More than the buffers of both ends hold.
      clicks("much.example", 50_000);
      sleep(Duration.ofSeconds(6));
      assertThat(raw.isCut()).isTrue();
    }
  }

  @Test
  void aServerThatStopsEndsTheStream() throws Exception {
    TestAdmin stopping = TestAdmin.start(admin.database(), Map.of());
    try (Listener listener = Listener.from(stopping.api(), null)) {
      assertThat(listener.next()).isNotNull();
      long start = System.nanoTime();
      stopping.close();
      Event last = listener.next();
      while (last != null) {
        last = listener.next();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }
}
