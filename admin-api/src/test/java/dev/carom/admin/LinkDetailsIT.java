package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is noted about links is kept, changed and told. */
class LinkDetailsIT {

  private static final String DETAILS =
      """
      "title": " Été — \\"sale\\", 50% {off} ", "notes": "first\\r\\n\\tsecond 🎉", "externalId": "crm/4711", "tags": ["b", "a,c", " b ", "NULL"]\
      """;

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

  private static List<String> tags(JsonNode link) {
    List<String> tags = new ArrayList<>();
    link.get("tags").forEach(tag -> tags.add(tag.stringValue()));
    return tags;
  }

  private static void assertDetails(JsonNode link) {
    assertThat(link.get("title").stringValue()).isEqualTo("Été — \"sale\", 50% {off}");
    assertThat(link.get("notes").stringValue()).isEqualTo("first\n\tsecond 🎉");
    assertThat(link.get("externalId").stringValue()).isEqualTo("crm/4711");
    assertThat(tags(link)).containsExactly("b", "a,c", "NULL");
  }

  private static void assertNoDetails(JsonNode link) {
    for (String field : List.of("title", "notes", "externalId")) {
      assertThat(link.get(field).isNull()).as(field).isTrue();
    }
    assertThat(tags(link)).isEmpty();
  }

  @Test
  void theyAreKeptAsTheyWereGiven() {
    JsonNode minted = api.mint("{\"url\": \"https://example.com/\", " + DETAILS + "}");
    assertDetails(minted);
    assertThat(api.get(Api.path(minted)).data()).isEqualTo(minted);
    JsonNode custom =
        api.mint("{\"url\": \"https://example.com/\", \"code\": \"details\", " + DETAILS + "}");
    assertDetails(api.get(Api.path(custom)).data());
    List<JsonNode> bulk =
        api.bulk(
            "{\"url\": \"https://example.com/\", %s}\n{\"url\": \"https://example.com/\"}\n"
                .formatted(DETAILS));
    assertDetails(bulk.getFirst().get("data"));
    assertDetails(api.get(Api.path(bulk.getFirst().get("data"))).data());
    assertNoDetails(api.get(Api.path(bulk.getLast().get("data"))).data());
  }

  @Test
  void aPatchChangesWhatItNames() {
    String path = Api.path(api.mint("{\"url\": \"https://example.com/\"}"));
    assertNoDetails(api.get(path).data());
    JsonNode noted = api.patch(path, "{" + DETAILS + "}").data();
    assertDetails(noted);
    JsonNode patched = api.patch(path, "{\"url\": \"https://example.com/2\"}").data();
    assertDetails(patched);
    assertThat(patched.get("version").longValue()).isGreaterThan(noted.get("version").longValue());
    JsonNode tagged = api.patch(path, "{\"tags\": [\"c\"]}").data();
    assertThat(tags(tagged)).containsExactly("c");
    assertThat(tagged.get("title")).isEqualTo(noted.get("title"));
    assertNoDetails(
        api.patch(path, "{\"title\": null, \"notes\": null, \"externalId\": null, \"tags\": null}")
            .data());
    api.patch(path, "{\"tags\": [\"d\"]}");
    assertNoDetails(api.patch(path, "{\"tags\": []}").data());
    assertThat(admin.database().number("SELECT count(*) FROM link WHERE tags = '{}'")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "title      | \"\"",
        "title      | \"  \"",
        "title      | \"a\\nb\"",
        "title      | 7",
        "title      | \"a\\u202Eb\"",
        "title      | \"a\\u2028b\"",
        "title      | \"\\u00A0\"",
        "notes      | \"a\\u0000b\"",
        "notes      | \"a\\rb\"",
        "externalId | [\"x\"]",
        "externalId | \"a\\ud800\"",
        "tags       | \"sale\"",
        "tags       | {\"sale\": \"sale\"}",
        "tags       | [\"a\", 1]",
        "tags       | [[\"a\"]]",
        "tags       | [\"a\\u001Fb\"]",
        "tags       | [\"\"]",
      })
  void whatIsWrongIsNamed(String field, String value) {
    String body = "{\"url\": \"https://example.com/\", \"%s\": %s}".formatted(field, value);
    assertThat(api.post(body).fields(ProblemType.INVALID_LINK)).containsExactly(field);
    String patch = "{\"%s\": %s}".formatted(field, value);
    String path = Api.path(api.mint("{\"url\": \"https://example.com/\"}"));
    assertThat(api.patch(path, patch).fields(ProblemType.INVALID_LINK)).containsExactly(field);
  }

  @ParameterizedTest
  @CsvSource({"title, 200", "notes, 2000", "externalId, 100"})
  void lengthsAreBounded(String field, int length) {
    String body = "{\"url\": \"https://example.com/\", \"%s\": \"%s\"}";
    assertThat(api.post(body.formatted(field, "🎉".repeat(length))).status()).isEqualTo(201);
    assertThat(
            api.post(body.formatted(field, "x".repeat(length + 1)))
                .fields(ProblemType.INVALID_LINK))
        .containsExactly(field);
  }

  @Test
  void tagsAreBounded() {
    String body = "{\"url\": \"https://example.com/\", \"tags\": [%s]}";
    StringBuilder tags = new StringBuilder("\"%s\"".formatted("x".repeat(50)));
    for (int i = 1; i < 20; i++) {
      tags.append(", \"tag ").append(i).append('"');
    }
    assertThat(tags(api.mint(body.formatted(tags)))).hasSize(20);
    assertThat(api.post(body.formatted(tags + ", \"more\"")).fields(ProblemType.INVALID_LINK))
        .containsExactly("tags");
    String tooLong = "\"%s\"".formatted("x".repeat(51));
    assertThat(api.post(body.formatted(tooLong)).fields(ProblemType.INVALID_LINK))
        .containsExactly("tags");
  }
}
