package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whoever says which version of a link a change is meant for changes no other. */
class VersionsIT {

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

  private static JsonNode mint() {
    return api.mint("{\"url\": \"https://example.com/\"}");
  }

  private static String url(String path) {
    return api.get(path).data().get("url").stringValue();
  }

  private static Api.Reply patch(String path, String ifMatch, String target) {
    return api.send(
        api.request(path)
            .header("Content-Type", "application/json")
            .header("If-Match", ifMatch)
            .method("PATCH", BodyPublishers.ofString("{\"url\": \"%s\"}".formatted(target))));
  }

  private static Api.Reply delete(String path, String ifMatch) {
    return api.send(
        api.request(path).header("If-Match", ifMatch).method("DELETE", BodyPublishers.noBody()));
  }

  @Test
  void everyAnswerHasTheVersionOfItsLink() {
    Api.Reply minted = api.post("{\"url\": \"https://example.com/\", \"code\": \"versions\"}");
    String path = minted.header("location");
    assertThat(minted.header("etag")).matches("\"[1-9]\\d*\"");
    assertThat(api.get(path).header("etag")).isEqualTo(minted.header("etag"));
    Api.Reply edited = api.patch(path, "{\"redirectStatus\": 307}");
    assertThat(edited.header("etag"))
        .isEqualTo("\"%d\"".formatted(edited.data().get("version").longValue()))
        .isNotEqualTo(minted.header("etag"));
    Api.Reply deleted = api.delete(path);
    assertThat(deleted.header("etag")).isEqualTo(api.get(path).header("etag"));
  }

  @Test
  void aChangeOfAnotherVersionIsRefused() {
    String path = Api.path(mint());
    String first = api.get(path).header("etag");
    Api.Reply edited = patch(path, first, "https://example.com/2");
    assertThat(edited.status()).isEqualTo(200);
    patch(path, first, "https://example.com/3").problem(ProblemType.PRECONDITION_FAILED);
    delete(path, first).problem(ProblemType.PRECONDITION_FAILED);
    assertThat(url(path)).isEqualTo("https://example.com/2");
    String second = edited.header("etag");
    assertThat(patch(path, first + " , " + second, "https://example.com/4").status())
        .isEqualTo(200);
    assertThat(patch(path, "*", "https://example.com/5").status()).isEqualTo(200);
    assertThat(delete(path, api.get(path).header("etag")).status()).isEqualTo(200);
  }

  @Test
  void anEmptyChangeOfAnotherVersionIsRefusedToo() {
    String path = Api.path(mint());
    api.send(
            api.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"7\"")
                .method("PATCH", BodyPublishers.ofString("{}")))
        .problem(ProblemType.PRECONDITION_FAILED);
  }

  /** Whoever did not get the answer to a deletion can repeat it. */
  @Test
  void aDeletionCanBeRepeated() {
    String path = Api.path(mint());
    String version = api.get(path).header("etag");
    assertThat(delete(path, version).status()).isEqualTo(200);
    assertThat(delete(path, version).data().get("state").stringValue()).isEqualTo("deleted");
    patch(path, version, "https://example.com/2").problem(ProblemType.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "W/\"0\"",
        "\"\"",
        "\"a,0\"",
        "\"a\",, \"b\",",
        "\"x\"",
        "\"00\"",
        "\"99999999999999999999\""
      })
  void tagsThatAreNoneOfOursMatchNothing(String tag) {
    patch(Api.path(mint()), tag, "https://example.com/2").problem(ProblemType.PRECONDITION_FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "\"0", "\"0\" \"1\"", "*, \"0\"", "w/\"0\""})
  void whatIsNoTagIsRefused(String tag) {
    patch(Api.path(mint()), tag, "https://example.com/2").problem(ProblemType.BAD_REQUEST);
  }

  @Test
  void oneOfTwoAtOnceWins() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 10; round++) {
        String path = Api.path(mint());
        String version = api.get(path).header("etag");
        List<Future<Api.Reply>> replies = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
          String target = "https://example.com/" + i;
          replies.add(threads.submit(() -> patch(path, version, target)));
        }
        Api.Reply one = replies.getFirst().get();
        Api.Reply other = replies.getLast().get();
        assertThat(List.of(one.status(), other.status())).containsExactlyInAnyOrder(200, 412);
        Api.Reply winner = one.status() == 200 ? one : other;
        assertThat(url(path)).isEqualTo(winner.data().get("url").stringValue());
      }
    }
  }

  @Test
  void aServerMayInsistOnIt() {
    try (TestAdmin strict =
        TestAdmin.start(admin.database(), Map.of("admin.require-if-match", "true"))) {
      String path = Api.path(mint());
      Api.Reply refused = strict.api().patch(path, "{\"redirectStatus\": 307}");
      refused.problem(ProblemType.PRECONDITION_REQUIRED);
      strict.api().delete(path).problem(ProblemType.PRECONDITION_REQUIRED);
      assertThat(
              strict
                  .api()
                  .send(
                      strict
                          .api()
                          .request(path)
                          .header("If-Match", "*")
                          .method("DELETE", BodyPublishers.noBody()))
                  .status())
          .isEqualTo(200);
    }
  }
}
