package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The list of links. */
class ListIT {

  private static TestAdmin admin;
  private static Api api;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @BeforeEach
  void empty() {
    admin.database().execute("SET session_replication_role = replica; TRUNCATE link, link_tag");
  }

  private String mint() {
    return api.mint("{\"url\": \"https://example.com/\"}").get("id").stringValue();
  }

  private List<String> mint(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(mint());
    }
    Collections.reverse(ids);
    return ids;
  }

  private Api.Reply list(String query) {
    Api.Reply reply = api.get(LinkRoutes.LINKS + query);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply;
  }

  private static List<String> ids(Api.Reply reply) {
    List<String> ids = new ArrayList<>();
    reply.data().forEach(link -> ids.add(link.get("id").stringValue()));
    return ids;
  }

  private static @Nullable String cursor(Api.Reply reply, String name) {
    JsonNode cursor = reply.meta().get(name);
    return cursor.isNull() ? null : cursor.stringValue();
  }

  @Test
  void anEmptyListHasNoCursors() {
    assertThat(list("").text())
        .isEqualTo(
            "{\"data\":[],\"meta\":{\"limit\":50,\"nextCursor\":null,\"prevCursor\":null,\"total\":0}}");
  }

  @Test
  void pagesFollowEachOtherWithoutGapWhileLinksAreMinted() {
    List<String> newestFirst = mint(11);
    List<String> forwards = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    Api.Reply page = list("?limit=3");
    assertThat(cursor(page, "prevCursor")).isNull();
    while (true) {
      forwards.addAll(ids(page));
      sizes.add(page.data().size());
      String next = cursor(page, "nextCursor");
      if (next == null) {
        break;
      }
      mint();
      page = list("?limit=3&cursor=" + next);
      assertThat(cursor(page, "prevCursor")).isNotNull();
    }
    assertThat(sizes).containsExactly(3, 3, 3, 2);
    assertThat(forwards).isEqualTo(newestFirst);
    assertThat(page.meta().get("total").longValue()).isEqualTo(14);

    List<String> backwards = new ArrayList<>(ids(page));
    for (String prev = cursor(page, "prevCursor");
        prev != null;
        prev = cursor(page, "prevCursor")) {
      page = list("?limit=3&cursor=" + prev);
      backwards.addAll(0, ids(page));
    }
    assertThat(backwards).hasSize(14).endsWith(newestFirst.toArray(String[]::new));
    assertThat(backwards).isEqualTo(ids(list("?limit=200")));
  }

  @Test
  void deletedLinksAreLeftOut() {
    List<String> ids = mint(3);
    api.delete(LinkRoutes.LINKS + "/" + ids.get(1));
    Api.Reply reply = list("");
    assertThat(ids(reply)).containsExactly(ids.get(0), ids.get(2));
    assertThat(reply.meta().get("total").longValue()).isEqualTo(2);
  }

  @Test
  void aCursorOutlivesItsLink() {
    List<String> ids = mint(4);
    String next = cursor(list("?limit=2"), "nextCursor");
    api.delete(LinkRoutes.LINKS + "/" + ids.get(1));
    assertThat(ids(list("?limit=2&cursor=" + next))).containsExactly(ids.get(2), ids.get(3));
  }

  @Test
  void aCodeFindsItsLinkDeletedOrNot() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/\", \"code\": \"Find-me\"}");
    JsonNode generated = api.mint("{\"url\": \"https://example.com/\"}");
    Api.Reply found = list("?code=Find-me");
    assertThat(found.data().size()).isEqualTo(1);
    assertThat(found.data().get(0)).isEqualTo(link);
    assertThat(found.meta().toString())
        .isEqualTo("{\"limit\":50,\"nextCursor\":null,\"prevCursor\":null,\"total\":1}");
    assertThat(list("?code=" + generated.get("code").stringValue()).data().get(0))
        .isEqualTo(generated);
    api.delete(Api.path(link));
    assertThat(list("?code=Find-me").data().get(0).get("state").stringValue()).isEqualTo("deleted");
    for (String code : List.of("find-me", "nobody", "", "no%20code", "x".repeat(65))) {
      Api.Reply none = list("?code=" + code);
      assertThat(none.data().isEmpty()).isTrue();
      assertThat(none.meta().get("total").longValue()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "201", "-1", "1.0", "01", "x", "", "99999999999", "%EF%BC%91"})
  void aLimitOutOfBoundsIsRefused(String limit) {
    Api.Reply reply = api.get(LinkRoutes.LINKS + "?limit=" + limit);
    assertThat(reply.fields(ProblemType.INVALID_PARAMETER)).containsExactly("limit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "AAAA", "!!!!", "AQAAAABk4zrYAAAAAAAAAAAAAAAAAQ=="})
  void aCursorThatWasNeverGivenIsRefused(String cursor) {
    Api.Reply reply = api.get(LinkRoutes.LINKS + "?cursor=" + cursor);
    assertThat(reply.fields(ProblemType.INVALID_PARAMETER)).containsExactly("cursor");
  }

  @Test
  void allThatIsWrongWithAQueryIsToldAtOnce() {
    Api.Reply reply = api.get(LinkRoutes.LINKS + "?limit=0&cursor=x");
    assertThat(reply.fields(ProblemType.INVALID_PARAMETER)).containsExactly("limit", "cursor");
  }

  private static final String FILTERS = "&state=active&tag=a&q=shop&createdFrom=2020-01-01";

  @Test
  void filtersFindWhatTheySay() {
    List<String> none = mint(1);
    String shop =
        id(
            "{\"url\": \"https://shop.example/a-Sale?x=1\", \"title\": \"Über uns\", \"tags\": [\"a\", \"b\"]}");
    String custom =
        id("{\"url\": \"https://example.com/\", \"code\": \"Spring-Shop\", \"tags\": [\"b\"]}");
    String gone = id("{\"url\": \"https://shop.example/\", \"tags\": [\"a\"]}");
    api.delete(LinkRoutes.LINKS + "/" + gone);
    String expired = id("{\"url\": \"https://shop.example/old\", \"tags\": [\"a\"]}");
    admin
        .database()
        .execute("UPDATE link SET expires_at = now() - interval '1 s' WHERE id = " + expired);

    assertThat(ids(list("?q=shop"))).containsExactly(expired, custom, shop);
    assertThat(ids(list("?q=SHOP%20sal"))).containsExactly(shop);
    assertThat(ids(list("?q=%C3%BCBER"))).containsExactly(shop);
    assertThat(ids(list("?q=ale"))).as("the middle of a word").isEmpty();
    assertThat(ids(list("?q=spring-shop"))).containsExactly(custom);
    assertThat(ids(list("?q=" + code(none.getFirst())))).isEqualTo(none);
    assertThat(ids(list("?tag=a"))).containsExactly(expired, shop);
    assertThat(ids(list("?tag=A"))).isEmpty();
    assertThat(ids(list("?tag=b"))).containsExactly(custom, shop);
    assertThat(ids(list("?tag=a&state=active"))).containsExactly(shop);
    assertThat(ids(list("?tag=a&state=expired"))).containsExactly(expired);
    assertThat(ids(list("?tag=a&state=deleted"))).containsExactly(gone);
    assertThat(ids(list("?state=active"))).containsExactly(custom, shop, none.getFirst());
    assertThat(ids(list("?limit=2" + FILTERS))).containsExactly(shop);
    assertThat(ids(list("?createdBefore=2020-01-01"))).isEmpty();
    assertThat(list("?q=shop").meta().get("total").longValue()).isEqualTo(3);
    assertThat(list("?tag=a").meta().get("total").longValue()).isEqualTo(2);

    api.patch(LinkRoutes.LINKS + "/" + custom, "{\"tags\": [\"c\"]}");
    assertThat(ids(list("?tag=b"))).containsExactly(shop);
    assertThat(ids(list("?tag=c"))).containsExactly(custom);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sort=createdAt",
        "sort=updatedAt",
        "sort=-updatedAt",
        "tag=a",
        "q=example",
        "tag=a&q=com"
      })
  void everyListIsReadBothWays(String list) {
    for (int i = 0; i < 7; i++) {
      api.mint("{\"url\": \"https://example.com/%d\", \"tags\": [\"a\"]}".formatted(i));
    }
    JsonNode edited = list("?limit=200").data().get(3);
    api.patch(Api.path(edited), "{\"title\": \"x\"}");
    List<String> whole = ids(list("?limit=200&" + list));
    assertThat(whole).hasSize(7);
    if (list.contains("updatedAt")) {
      assertThat(list.contains("-") ? whole.getFirst() : whole.getLast())
          .isEqualTo(edited.get("id").stringValue());
    }
    List<String> forwards = new ArrayList<>();
    Api.Reply page = list("?limit=3&" + list);
    for (String next = ""; next != null; next = cursor(page, "nextCursor")) {
      page = next.isEmpty() ? page : list("?limit=3&" + list + "&cursor=" + next);
      forwards.addAll(ids(page));
    }
    assertThat(forwards).isEqualTo(whole);
    List<String> backwards = new ArrayList<>(ids(page));
    for (String prev = cursor(page, "prevCursor");
        prev != null;
        prev = cursor(page, "prevCursor")) {
      page = list("?limit=3&" + list + "&cursor=" + prev);
      backwards.addAll(0, ids(page));
    }
    assertThat(backwards).isEqualTo(whole);
  }

  @Test
  void wordsThatAreCommonAreFoundTheSameWay() {
    admin
        .database()
        .execute(
            """
            INSERT INTO link (id, redirect_status, target, title, created_at)
            SELECT nextval('link_id'), 302, 'https://example.com/' || n,
                   'w' || n % 300 || CASE WHEN n <= 3 THEN ' old one' ELSE '' END, now() - (50000 - n) * interval '1 s'
            FROM generate_series(1, 50000) AS n;
            ANALYZE link
            """);
    Api.Reply common = list("?q=example&limit=200");
    assertThat(ids(common)).isEqualTo(ids(list("?limit=200")));
    assertThat(common.meta().get("total").longValue()).isBetween(45_000L, 55_000L);
    assertThat(ids(list("?q=example&limit=200&cursor=" + cursor(common, "nextCursor"))))
        .isEqualTo(ids(list("?limit=200&cursor=" + cursor(list("?limit=200"), "nextCursor"))));
    Api.Reply rare = list("?q=old%20exam");
    assertThat(ids(rare)).hasSize(3);
    assertThat(rare.meta().get("total").longValue()).isEqualTo(3);
  }

  /** Which are looked for among all links, while those of a rare tag are sorted. */
  @Test
  void linksOfACommonTagAreListedByTheirEdits() {
    admin
        .database()
        .execute(
            """
            INSERT INTO link (id, redirect_status, target, tags, created_at)
            SELECT nextval('link_id'), 302, 'https://example.com/', CASE WHEN n % 5 > 0 THEN ARRAY['common'] END,
                   now() - (40000 - n) * interval '1 s'
            FROM generate_series(1, 40000) AS n;
            ANALYZE link, link_tag
            """);
    List<String> old = ids(list("?tag=common&sort=createdAt&limit=3"));
    for (String id : old) {
      assertThat(api.patch(LinkRoutes.LINKS + "/" + id, "{\"title\": \"edited\"}").status())
          .isEqualTo(200);
    }
    List<String> edited = ids(list("?tag=common&sort=-updatedAt&limit=4"));
    assertThat(edited.subList(0, 3)).isEqualTo(old.reversed());
    assertThat(edited.get(3)).isEqualTo(ids(list("?tag=common&limit=1")).getFirst());
  }

  @Test
  void aFileHasTheWholeList() {
    mint(3);
    String odd =
        id(
            "{\"url\": \"https://example.com/\", \"title\": \"=1+1, \\\"x\\\"\", \"tags\": [\"a\", \"b\"]}");
    Api.Reply csv = api.get(LinkRoutes.LINKS + "?format=csv&tag=a");
    assertThat(csv.header("content-type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(csv.header("content-disposition")).isEqualTo("attachment; filename=\"links.csv\"");
    assertThat(csv.text().lines()).hasSize(2).first().isEqualTo(LinkJson.CSV_HEAD);
    assertThat(csv.text()).contains(odd + ",", ",\"'=1+1, \"\"x\"\"\",", ",\"a,b\",active,0,");
    admin
        .database()
        .execute(
            "INSERT INTO link (id, redirect_status, target)"
                + " SELECT nextval('link_id'), 302, 'https://example.com/' FROM generate_series(1, 2500)");
    Api.Reply ndjson = api.get(LinkRoutes.LINKS + "?format=ndjson");
    assertThat(ndjson.text().lines()).hasSize(2504).doesNotHaveDuplicates();
    assertThat(ndjson.text().lines().toList().get(2500))
        .startsWith("{\"id\":\"%s\",".formatted(odd));
  }

  @Test
  void whatIsWrongWithAFilterIsNamed() {
    assertRefused("?sort=name", "sort");
    assertRefused("?state=gone", "state");
    assertRefused("?tag=", "tag");
    assertRefused("?tag=a%0Ab", "tag");
    assertRefused("?q=--", "q");
    assertRefused("?q=" + "x".repeat(201), "q");
    assertRefused(
        "?createdFrom=yesterday&createdBefore=1999-01-01", "createdFrom", "createdBefore");
    assertRefused("?code=x&tag=a&cursor=y", "cursor", "cursor", "tag");
    assertRefused("?format=xml", "format");
    assertRefused("?format=csv&limit=1&q=a", "limit", "q");
  }

  @Test
  void aCursorOfAnotherListIsRefused() {
    mint(2);
    String next = cursor(list("?limit=1"), "nextCursor");
    Api.Reply reply = api.get(LinkRoutes.LINKS + "?state=active&cursor=" + next);
    assertThat(reply.fields(ProblemType.INVALID_PARAMETER)).containsExactly("cursor");
    assertThat(reply.fieldDetail("cursor")).startsWith("is of another list");
  }

  private static void assertRefused(String query, String... fields) {
    assertThat(api.get(LinkRoutes.LINKS + query).fields(ProblemType.INVALID_PARAMETER))
        .as(query)
        .containsExactly(fields);
  }

  private static String id(String body) {
    return api.mint(body).get("id").stringValue();
  }

  private static String code(String id) {
    return api.get(LinkRoutes.LINKS + "/" + id).data().get("code").stringValue();
  }
}
