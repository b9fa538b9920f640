package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Single clicks, as parts and as files. */
class ClicksIT {

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

  private String path(String query) {
    return LinkRoutes.LINKS + "/" + id + "/clicks" + query;
  }

  private void clicks(String at, String referrer, int clicks) {
    TestClicks.insert(admin.database(), "'" + at + "'", id, referrer, clicks);
  }

  @Test
  void partsAreReadToTheEnd() {
    clicks("2026-03-01T10:00Z", "news.example", 70);
    clicks("2026-03-02T10:00Z", "forum.example", 51);
    clicks("2026-03-03T10:00Z", "too.late", 1);
    Set<String> ids = new HashSet<>();
    List<Integer> sizes = new ArrayList<>();
    String cursor = "";
    while (true) {
      Api.Reply reply = api.get(path("?from=2026-03-01&to=2026-03-03&limit=60" + cursor));
      sizes.add(reply.data().size());
      reply.data().forEach(click -> ids.add(click.get("id").stringValue()));
      if (reply.meta().get("nextCursor").isNull()) {
        break;
      }
      cursor = "&cursor=" + reply.meta().get("nextCursor").stringValue();
    }
    assertThat(sizes).containsExactly(60, 60, 1);
    assertThat(ids).hasSize(121);
  }

  @Test
  void aClickTellsWhatIsKnownAndNotWhoItWas() {
    clicks("2026-03-01T10:00Z", "news.example", 1);
    JsonNode click = api.get(path("?from=2026-03-01&to=2026-03-02")).data().get(0);
    assertThat(click.get("at").stringValue()).isEqualTo("2026-03-01T10:00:00.000Z");
    assertThat(click.get("linkId").stringValue()).isEqualTo(id);
    assertThat(click.get("class").stringValue()).isEqualTo("human");
    assertThat(click.get("referrer").stringValue()).isEqualTo("news.example");
    assertThat(click.get("city").isNull()).isTrue();
    assertThat(click.has("visitor")).isFalse();
  }

  @Test
  void filesHoldAllOfThem() {
    clicks("2026-03-01T10:00Z", "news.example", 5000);
    Api.Reply csv = api.get(path("?from=2026-03-01&to=2026-03-02&format=csv"));
    assertThat(csv.header("content-type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(csv.header("content-disposition")).contains("clicks.csv");
    List<String> lines = csv.text().lines().toList();
    assertThat(lines).hasSize(5001).doesNotHaveDuplicates();
    assertThat(lines.getFirst())
        .isEqualTo("id,at,linkId,class,country,city,referrer,language,browser,os,device");
    assertThat(lines.get(1))
        .endsWith(",2026-03-01T10:00:00.000Z,%s,human,NZ,,news.example,,Firefox,,".formatted(id));
    Api.Reply ndjson = api.get(path("?from=2026-03-01&to=2026-03-02&format=ndjson"));
    assertThat(ndjson.text().lines()).hasSize(5000);
    JsonMapper mapper = new JsonMapper();
    ndjson
        .text()
        .lines()
        .forEach(
            line -> assertThat(mapper.readTree(line).get("linkId").stringValue()).isEqualTo(id));
  }

  @Test
  void noFieldIsAFormulaNorBreaksTheLine() {
    clicks("2026-03-01T10:00Z", "=cmd|\"x\",\ny", 1);
    assertThat(api.get(path("?from=2026-03-01&to=2026-03-02&format=csv")).text())
        .contains(",NZ,,\"'=cmd|\"\"x\"\",\ny\",,Firefox");
  }

  @Test
  void theClicksOfAllLinksAreThereTogether() {
    String first = id;
    clicks("2026-05-01T10:00Z", "news.example", 2);
    mint();
    clicks("2026-05-01T10:00Z", "news.example", 3);
    TestClicks.insert(admin.database(), "'2026-05-01T10:00Z'", "-1", "nowhere", 1);
    JsonNode all = api.get(ClickRoutes.OF_ALL + "?from=2026-05-01&to=2026-05-02").data();
    List<String> links = new ArrayList<>();
    all.forEach(click -> links.add(click.get("linkId").stringValue()));
    assertThat(links).containsExactly(id, id, id, first, first);
  }

  @ParameterizedTest
  @CsvSource({
    "cursor=zzz, cursor",
    "cursor=c, cursor",
    "cursor=c0123456789abc, cursor",
    "limit=0, limit",
    "limit=201, limit",
    "limit=-1, limit",
    "format=xml, format",
    "format=csv&limit=5, limit",
    "format=ndjson&cursor=c1, cursor",
    "from=2026-03-02&to=2026-03-01, from",
    "interval=day, interval",
  })
  void whatIsWrongIsNamed(String query, String field) {
    Api.Reply reply = api.get(path("?" + query));
    assertThat(reply.fields(ProblemType.INVALID_PARAMETER)).containsExactly(field);
  }

  @Test
  void aLinkThatIsNotThereHasNoClicks() {
    api.get(LinkRoutes.LINKS + "/999999999/clicks").problem(ProblemType.NOT_FOUND);
  }
}
