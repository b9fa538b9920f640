package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.access.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Two servers on one database refuse links to where links may not lead. */
class BlocklistIT {

  private static TestAdmin admin;
  private static TestAdmin other;
  private static Api api;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
    other = TestAdmin.start(admin.database(), Map.of());
    api = admin.api();
  }

  @AfterAll
  static void stop() {
    other.close();
    admin.close();
  }

  private static String entry(String pattern, String reason) {
    return "{\"pattern\": \"%s\", \"reason\": \"%s\"}".formatted(pattern, reason);
  }

  private static Api.Reply block(String pattern) {
    Api.Reply added = api.post(BlocklistRoutes.BLOCKLIST, entry(pattern, "spam"));
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    assertThat(added.meta().get("propagation").get("complete").booleanValue()).isTrue();
    return added;
  }

  private static String link(String url) {
    return "{\"url\": \"%s\"}".formatted(url);
  }

  @Test
  void nobodyMintsALinkToABlockedHost() {
    Api.Reply added = block("Evil.Example");
    assertThat(added.data().get("pattern").stringValue()).isEqualTo("evil.example");
    for (Api each : List.of(api, other.api())) {
      Api.Reply refused = each.post(link("https://login.evil.example:8443/x"));
      assertThat(refused.fields(ProblemType.INVALID_LINK)).containsExactly("url");
      assertThat(refused.fieldDetail("url")).contains("evil.example");
      each.mint(link("https://notevil.example/"));
    }
    assertThat(api.delete(added.header("location")).status()).isEqualTo(200);
    other.api().mint(link("https://login.evil.example:8443/x"));
  }

  @Test
  void nobodyEditsALinkToABlockedHost() {
    String path = Api.path(api.mint(link("https://before.example/")));
    block("edited.example/a*");
    assertThat(api.patch(path, link("https://edited.example/abc")).fields(ProblemType.INVALID_LINK))
        .containsExactly("url");
    assertThat(api.patch(path, link("https://edited.example/b")).status()).isEqualTo(200);
    block("edited.example/b");
    assertThat(api.patch(path, "{\"title\": \"x\"}").status())
        .as("its target stays")
        .isEqualTo(200);
  }

  @Test
  void linesAreRefusedOneByOne() {
    block("*.bulk.example");
    List<JsonNode> results =
        api.bulk(
            String.join(
                "\n",
                link("https://bulk.example/"),
                link("https://a.bulk.example/"),
                "{}",
                link("https://b.bulk.example/"),
                link("https://c.example/")));
    List<Integer> statuses = new ArrayList<>();
    results.forEach(result -> statuses.add(result.get("status").intValue()));
    assertThat(statuses).containsExactly(201, 422, 422, 422, 201);
    assertThat(results.get(1).at("/error/errors/0/field").stringValue()).isEqualTo("url");
    assertThat(results.get(4).at("/data/url").stringValue()).isEqualTo("https://c.example/");
  }

  @Test
  void anEntryIsListedOnceAndItsReasonChanges() {
    Api.Reply first = block("*.once.example/a*");
    Api.Reply again =
        api.post(BlocklistRoutes.BLOCKLIST, entry("*.ONCE.example/%61*", " malware "));
    assertThat(again.header("location")).isEqualTo(first.header("location"));
    JsonNode entry = api.get(first.header("location")).data();
    assertThat(entry.get("reason").stringValue()).isEqualTo("malware");
    assertThat(entry.get("createdAt")).isEqualTo(first.data().get("createdAt"));
    List<String> patterns = new ArrayList<>();
    String next = "";
    while (next != null) {
      Api.Reply part = api.get(BlocklistRoutes.BLOCKLIST + "?limit=1" + next);
      part.data().forEach(each -> patterns.add(each.get("pattern").stringValue()));
      JsonNode cursor = part.meta().get("nextCursor");
      next = cursor.isNull() ? null : "&cursor=" + cursor.stringValue();
    }
    assertThat(patterns).containsOnlyOnce("*.once.example/a*").doesNotHaveDuplicates();
    assertThat(api.delete(first.header("location")).data()).isEqualTo(entry);
    api.delete(first.header("location")).problem(ProblemType.NOT_FOUND);
    api.get(first.header("location")).problem(ProblemType.NOT_FOUND);
    api.get(BlocklistRoutes.BLOCKLIST + "/x").problem(ProblemType.NOT_FOUND);
  }

  @Test
  void editorsMayNot() {
    String body = "{\"name\": \"x\", \"role\": \"%s\"}".formatted(Role.EDITOR.text());
    Api editor = api.with(api.post(KeyRoutes.KEYS, body).data().get("key").stringValue());
    editor
        .post(BlocklistRoutes.BLOCKLIST, entry("editors.example", "x"))
        .problem(ProblemType.FORBIDDEN);
    editor.get(BlocklistRoutes.BLOCKLIST).problem(ProblemType.FORBIDDEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                              | pattern,reason",
        "{\"pattern\": 1, \"reason\": null}                | pattern,reason",
        "{\"pattern\": \"a.example\", \"reason\": \"\"}    | reason",
        "{\"pattern\": \"a.example\", \"reasons\": \"x\"}  | reason,reasons",
      })
  void whatIsWrongIsNamed(String body, String fields) {
    assertThat(api.post(BlocklistRoutes.BLOCKLIST, body).fields(ProblemType.INVALID_BLOCK))
        .containsExactlyInAnyOrder(fields.split(",", -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "https://a.example", "a.example#x", "a b.example", "", "*.", "/x"})
  void whatIsNoPatternIsRefused(String pattern) {
    assertThat(
            api.post(BlocklistRoutes.BLOCKLIST, entry(pattern, "x"))
                .fields(ProblemType.INVALID_BLOCK))
        .containsExactly("pattern");
  }

  /** Somebody who writes to the table by hand cannot keep others from minting. */
  @Test
  void whatIsNoPatternInTheDatabaseIsPassedOver() {
    admin
        .database()
        .execute("INSERT INTO blocked_target (pattern, reason) VALUES ('h.example#', 'by hand')");
    api.mint(link("https://h.example/"));
  }
}
