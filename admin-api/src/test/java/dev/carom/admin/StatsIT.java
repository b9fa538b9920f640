package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the API tells of a link's clicks. */
class StatsIT {

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

  /**
   * Some clicks of one class at one time, each of another visitor, but for the second, who comes
   * twice.
   */
  private void clicks(String at, int traffic, int clicks) {
    admin
        .database()
        .execute(
            """
            INSERT INTO click_count AS there
            VALUES (%1$s, date_bin('15 minutes', '%2$s', '2000-01-01'), %3$d, %4$d)
            ON CONFLICT (link_id, bucket, traffic) DO UPDATE SET clicks = there.clicks + %4$d;
            INSERT INTO click (at, link_id, traffic, visitor, id)
            SELECT '%2$s', %1$s, %3$d, greatest(n, 2), n FROM generate_series(1, %4$d) AS n
            """
                .formatted(id, at, traffic, clicks));
  }

  private Api.Reply stats(String query) {
    return api.get(LinkRoutes.LINKS + "/" + id + "/stats" + query);
  }

  private static List<String> series(Api.Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    List<String> series = new ArrayList<>();
    for (JsonNode step : reply.data().get("series")) {
      series.add(
          "%s %d %d"
              .formatted(
                  step.get("from").stringValue(),
                  step.get("clicks").longValue(),
                  step.get("uniques").longValue()));
    }
    return series;
  }

  @Test
  void daysWithoutClicksAreThereToo() {
    clicks("2026-03-01T00:00Z", 0, 3);
    clicks("2026-03-01T23:59:59.999Z", 0, 2);
    clicks("2026-03-03T12:00Z", 0, 1);
    clicks("2026-03-03T12:00Z", 1, 7);
    clicks("2026-03-04T00:00Z", 0, 1);
    Api.Reply reply = stats("?from=2026-03-01&to=2026-03-04");
    assertThat(series(reply))
        .containsExactly(
            "2026-03-01T00:00:00.000Z 5 2",
            "2026-03-02T00:00:00.000Z 0 0",
            "2026-03-03T00:00:00.000Z 1 1");
    assertThat(reply.data().get("total").longValue()).isEqualTo(6);
    assertThat(reply.data().get("uniques").longValue()).isEqualTo(3);
    assertThat(reply.data().get("byClass").toString())
        .isEqualTo("{\"human\":6,\"bot\":7,\"preview\":0,\"prefetch\":0,\"head\":0}");
    assertThat(series(stats("?from=2026-03-03&to=2026-03-04&class=all")))
        .containsExactly("2026-03-03T00:00:00.000Z 8 7");
    assertThat(series(stats("?from=2026-03-03&to=2026-03-04&class=bot")))
        .containsExactly("2026-03-03T00:00:00.000Z 7 6");
  }

  /** Visitors are counted with their first click of a day of UTC, whose days are others. */
  @Test
  void daysBeginWhereTheZoneSaysEvenWhenClocksChange() {
    // Auckland goes from +13 to +12 on April 5, 2026.
    clicks("2026-04-03T10:59:59Z", 0, 1);
    clicks("2026-04-03T11:00:00Z", 0, 2);
    clicks("2026-04-05T11:59:59Z", 0, 4);
    clicks("2026-04-05T12:00:00Z", 0, 8);
    assertThat(series(stats("?from=2026-04-04&to=2026-04-07&tz=Pacific/Auckland")))
        .containsExactly(
            "2026-04-03T11:00:00.000Z 2 0",
            "2026-04-04T11:00:00.000Z 4 3",
            "2026-04-05T12:00:00.000Z 8 4");
  }

  /** In Havana clocks go back from one to midnight, on November 1, 2026. */
  @Test
  void aDayThatBeginsTwiceIsOneDay() {
    clicks("2026-11-01T04:30Z", 0, 1);
    clicks("2026-11-01T05:30Z", 0, 2);
    clicks("2026-11-02T04:30Z", 0, 4);
    clicks("2026-11-02T05:30Z", 0, 8);
    List<String> series = series(stats("?from=2026-11-01&to=2026-11-03&tz=America/Havana"));
    assertThat(series).hasSize(2);
    assertThat(series.getFirst()).startsWith("2026-11-01T04:00:00.000Z 7 ");
    assertThat(series.getLast()).startsWith("2026-11-02T05:00:00.000Z 8 ");
  }

  /** Where they change by half an hour, there and back. */
  @ParameterizedTest
  @ValueSource(strings = {"2026-04-04", "2026-10-03"})
  void hoursGoOnWhereClocksChangeByHalfAnHour(String day) {
    LocalDate next = LocalDate.parse(day).plusDays(1);
    clicks(next + " 02:30 Australia/Lord_Howe", 0, 3);
    Api.Reply reply =
        stats(
            "?interval=hour&tz=Australia/Lord_Howe&from=%s&to=%s".formatted(day, next.plusDays(1)));
    assertThat(series(reply)).hasSizeBetween(48, 49).anyMatch(step -> step.endsWith("Z 3 2"));
    assertThat(reply.data().get("total").longValue()).isEqualTo(3);
  }

  @Test
  void hoursAndMonthsAreCountedToo() {
    clicks("2026-03-01T10:45Z", 0, 1);
    clicks("2026-03-01T11:15Z", 0, 2);
    assertThat(
            series(
                stats(
                    "?from=2026-03-01T10:30:00Z&to=2026-03-01T11:30:00Z&interval=hour&tz=Asia/Kathmandu")))
        .as("hours there begin at a quarter past ours")
        .containsExactly("2026-03-01T10:15:00.000Z 1 1", "2026-03-01T11:15:00.000Z 2 0");
    assertThat(series(stats("?from=2026-02-10&to=2026-03-02&interval=month")))
        .containsExactly("2026-02-01T00:00:00.000Z 0 0", "2026-03-01T00:00:00.000Z 3 1");
  }

  private static List<String> values(Api.Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    List<String> values = new ArrayList<>();
    for (JsonNode share : reply.data().get("values")) {
      values.add(share.get("value") + " " + share.get("clicks"));
    }
    return values;
  }

  @Test
  void clicksAreCountedByWhatIsKnownOfThem() {
    String day = "?from=2026-07-01&to=2026-07-02";
    TestClicks.insert(admin.database(), "'2026-07-01T10:00Z'", id, "news.example", 3);
    TestClicks.insert(admin.database(), "'2026-07-01T11:00Z'", id, "forum.example", 2);
    TestClicks.insert(admin.database(), "'2026-07-02T00:00Z'", id, "too.late", 2);
    assertThat(values(stats("/referrers" + day)))
        .containsExactly("\"news.example\" 3", "\"forum.example\" 2");
    assertThat(values(stats("/countries" + day))).containsExactly("\"NZ\" 5");
    assertThat(values(stats("/cities" + day))).containsExactly("null 5");
    Api.Reply one = stats("/referrers" + day + "&limit=1");
    assertThat(one.data().get("total").longValue()).isEqualTo(5);
    assertThat(one.data().get("others").longValue()).isEqualTo(2);
    assertThat(values(stats("/referrers" + day + "&class=bot"))).isEmpty();
  }

  @Test
  void onlyWhatIsKnownCanBeCountedBy() {
    assertThat(stats("/moods").problem(ProblemType.NOT_FOUND).get("detail").stringValue())
        .contains("by moods", "countries");
    stats("/orphans").problem(ProblemType.NOT_FOUND);
    assertThat(stats("/os?limit=1001").fields(ProblemType.INVALID_PARAMETER))
        .containsExactly("limit");
  }

  @Test
  void allLinksAreCountedTogether() {
    String day = "?from=2026-08-01&to=2026-08-02";
    admin
        .database()
        .execute(
            """
            INSERT INTO click_count VALUES (0, '2026-08-01 10:00Z', 0, 9, 4);
            INSERT INTO click_breakdown VALUES (0, 1, 1440, '2026-08-01 00:00Z', 0, 'IS', 9);
            INSERT INTO click (at, link_id, traffic, code, id)
            SELECT '2026-08-01 10:00Z', -1, 0, 'typo', n FROM generate_series(1, 3) AS n
            """);
    assertThat(series(api.get(StatsRoutes.OF_ALL + day)))
        .containsExactly("2026-08-01T00:00:00.000Z 9 4");
    assertThat(values(api.get(StatsRoutes.OF_ALL + "/countries" + day)))
        .containsExactly("\"IS\" 9");
    assertThat(values(api.get(StatsRoutes.OF_ALL + "/orphans" + day)))
        .containsExactly("\"typo\" 3");
  }

  /** Two links have the tag, a third one has another, and a fourth one was deleted. */
  @Test
  void linksOfATagAreCountedTogether() {
    String day = "?from=2026-09-01&to=2026-09-02";
    for (String tag : List.of("summer", "summer", "winter", "summer")) {
      id =
          api.mint("{\"url\": \"https://example.com/\", \"tags\": [\"%s\"]}".formatted(tag))
              .get("id")
              .stringValue();
      clicks("2026-09-01 10:05Z", 0, 3);
    }
    assertThat(api.delete(LinkRoutes.LINKS + "/" + id).status()).isEqualTo(200);
    assertThat(series(api.get(StatsRoutes.OF_ALL + day + "&tag=summer")))
        .containsExactly("2026-09-01T00:00:00.000Z 6 4");
    assertThat(values(api.get(StatsRoutes.OF_ALL + "/browsers" + day + "&tag=summer")))
        .containsExactly("null 6");
    assertThat(series(api.get(StatsRoutes.OF_ALL + day + "&tag=Summer")))
        .containsExactly("2026-09-01T00:00:00.000Z 0 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stats?tag=",
        "/stats/countries?tag=123456789012345678901234567890123456789012345678901",
        "/stats/orphans?tag=a",
        "/links/1/stats?tag=a"
      })
  void whatCannotHaveATagIsNamed(String path) {
    assertThat(api.get("/api/v1" + path).fields(ProblemType.INVALID_PARAMETER))
        .containsExactly("tag");
  }

  @Test
  void whoeverAsksForNothingGetsThirtyDays() {
    clicks("now", 0, 2);
    Api.Reply reply = stats("");
    assertThat(series(reply)).hasSize(30);
    assertThat(reply.data().get("total").longValue()).isEqualTo(2);
    assertThat(reply.json().get("meta").get("interval").stringValue()).isEqualTo("day");
  }

  @ParameterizedTest
  @CsvSource({
    "from=yesterday, from",
    "from=2026-02-30, from",
    "from=1999-01-01, from",
    "to=2026-01-01T10:00, to",
    "from=2026-02-01&to=2026-01-01, from",
    "interval=week, interval",
    "interval=hour&from=2020-01-01&to=2026-01-01, interval",
    "tz=Mars/Olympus, tz",
    "tz=%2B02:00, tz",
    "tz=CET, tz",
    "class=robots, class",
    "klass=human, klass",
  })
  void whatIsWrongIsNamed(String query, String field) {
    Api.Reply reply = stats("?" + query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("errors").get(0).get("field").stringValue()).isEqualTo(field);
  }

  @Test
  void aLinkThatIsNotThereHasNoStats() {
    assertThat(api.get(LinkRoutes.LINKS + "/999999999/stats").status()).isEqualTo(404);
  }
}
