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
    admin.database().execute("SET session_replication_role = replica; TRUNCATE link");
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
}
