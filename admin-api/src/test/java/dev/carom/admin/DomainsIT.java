package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.access.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Domains, and links on them. */
class DomainsIT {

  private static final String TARGET = "https://example.com/";

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

  private static String path(String host) {
    return DomainRoutes.DOMAINS + "/" + host;
  }

  private static void add(String host) {
    add(host, "");
  }

  private static Api.Reply add(String host, String more) {
    Api.Reply added = api.post(DomainRoutes.DOMAINS, "{\"host\": \"%s\"%s}".formatted(host, more));
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    assertThat(added.meta().get("propagation").get("complete").booleanValue()).isTrue();
    return added;
  }

  private static String link(String domain, @Nullable String code) {
    return """
    {"url": "%s", "domain": "%s", "code": %s}
    """
        .formatted(TARGET, domain, code == null ? "null" : "\"" + code + "\"");
  }

  private static List<String> codes(Api.Reply list) {
    return StreamSupport.stream(list.data().spliterator(), false)
        .map(each -> each.get("code").stringValue())
        .toList();
  }

  @Test
  void aDomainIsAddedReadChangedAndGivenUp() {
    Api.Reply added =
        add("Life.Example.", ", \"rootUrl\": \"https://example.com/\", \"notFoundUrl\": null");
    assertThat(added.header("location")).isEqualTo(path("life.example"));
    assertThat(added.data().get("host").stringValue()).isEqualTo("life.example");
    assertThat(added.data().get("isDefault").booleanValue()).isFalse();
    assertThat(added.data().get("rootUrl").stringValue()).isEqualTo(TARGET);
    Api.Reply edited =
        api.patch(path("life.example"), "{\"expiredUrl\": \"https://example.com/over\"}");
    assertThat(edited.status()).isEqualTo(200);
    assertThat(edited.data().get("rootUrl").stringValue()).isEqualTo(TARGET);
    assertThat(edited.data().get("expiredUrl").stringValue()).isEqualTo("https://example.com/over");
    assertThat(
            api.patch(path("life.example"), "{\"rootUrl\": null}").data().get("rootUrl").isNull())
        .isTrue();
    assertThat(api.get(path("LIFE.example")).data())
        .isEqualTo(api.get(path("life.example")).data());
    assertThat(api.delete(path("life.example")).status()).isEqualTo(200);
    assertThat(api.get(path("life.example")).status()).isEqualTo(404);
    assertThat(api.delete(path("life.example")).status()).isEqualTo(404);
    add("life.example");
  }

  @Test
  void theDefaultDomainIsThereFromTheStart() {
    JsonNode domain = api.get(path("go.example")).data();
    assertThat(domain.get("isDefault").booleanValue()).isTrue();
    assertThat(api.patch(path("go.example"), "{\"rootUrl\": \"https://example.com/\"}").status())
        .isEqualTo(200);
    api.delete(path("go.example")).problem(ProblemType.DOMAIN_IN_USE);
    api.post(DomainRoutes.DOMAINS, "{\"host\": \"go.example\"}").problem(ProblemType.DOMAIN_TAKEN);
    assertThat(
            api.mint("{\"url\": \"%s\", \"domain\": \"GO.example\"}".formatted(TARGET))
                .get("domain"))
        .isEqualTo(api.mint("{\"url\": \"%s\"}".formatted(TARGET)).get("domain"));
  }

  @Test
  void domainsAreListedNewestFirst() {
    IntStream.range(0, 3).forEach(i -> add("list%d.example".formatted(i)));
    Api.Reply first = api.get(DomainRoutes.DOMAINS + "?limit=2");
    assertThat(first.data().get(0).get("host").stringValue()).isEqualTo("list2.example");
    String cursor = first.meta().get("nextCursor").stringValue();
    Api.Reply second = api.get(DomainRoutes.DOMAINS + "?limit=2&cursor=" + cursor);
    assertThat(second.data().get(0).get("host").stringValue()).isEqualTo("list0.example");
    Api.Reply all = api.get(DomainRoutes.DOMAINS + "?limit=200");
    JsonNode last = all.data().get(all.data().size() - 1);
    assertThat(last.get("host").stringValue()).isEqualTo("go.example");
  }

  @Test
  void aDomainWithLinksIsNotGivenUp() {
    add("used.example");
    String link = Api.path(api.mint(link("used.example", "a")));
    api.delete(path("used.example")).problem(ProblemType.DOMAIN_IN_USE);
    assertThat(api.delete(link).status()).isEqualTo(200);
    assertThat(api.delete(path("used.example")).status()).isEqualTo(200);
    assertThat(api.post(link("used.example", "b")).fields(ProblemType.INVALID_LINK))
        .containsExactly("domain");
    assertThat(api.get(link).data().get("domain").stringValue()).isEqualTo("used.example");
    add("used.example");
    assertThat(api.post(link("used.example", "a")).status())
        .as("it is another domain, with codes of its own")
        .isEqualTo(201);
  }

  @Test
  void codesAreADomainsOwn() {
    add("own.example");
    JsonNode here = api.mint(link("own.example", "same"));
    JsonNode there = api.mint(link("go.example", "same"));
    assertThat(here.get("domain").stringValue()).isEqualTo("own.example");
    assertThat(here.get("shortUrl").stringValue()).isEqualTo("https://own.example/same");
    assertThat(there.get("shortUrl").stringValue()).isEqualTo("https://go.example/same");
    api.post(link("own.example", "same")).problem(ProblemType.CODE_TAKEN);
    assertThat(codes(api.get("/api/v1/links?domain=own.example"))).containsExactly("same");
    Api.Reply found = api.get("/api/v1/links?code=same&domain=own.example");
    assertThat(found.data().get(0)).isEqualTo(here);
    assertThat(api.get("/api/v1/links?code=same").data().get(0)).isEqualTo(there);
    assertThat(
            api.get("/api/v1/links?domain=nowhere.example").fields(ProblemType.INVALID_PARAMETER))
        .containsExactly("domain");
  }

  @Test
  void aCodeThatAnotherDomainHasGeneratedCanBeChosen() {
    add("copy.example");
    String generated = api.mint(link("go.example", null)).get("code").stringValue();
    JsonNode copy = api.mint(link("copy.example", generated));
    assertThat(copy.get("code").stringValue()).isEqualTo(generated);
    String path = "/api/v1/links?domain=copy.example&code=" + generated;
    assertThat(api.get(path).data().get(0)).isEqualTo(copy);
    api.post(link("copy.example", generated)).problem(ProblemType.CODE_TAKEN);
    String own = api.mint(link("copy.example", null)).get("code").stringValue();
    api.post(link("copy.example", own)).problem(ProblemType.CODE_TAKEN);
  }

  @Test
  void capitalsMakeNoDifferenceWhereTheyShallNot() {
    add("fold.example", ", \"caseInsensitive\": true");
    JsonNode chosen = api.mint(link("fold.example", "SaLe"));
    assertThat(chosen.get("code").stringValue()).isEqualTo("sale");
    api.post(link("fold.example", "sAlE")).problem(ProblemType.CODE_TAKEN);
    assertThat(api.get("/api/v1/links?code=SALE&domain=fold.example").data().get(0))
        .isEqualTo(chosen);
    for (int i = 0; i < 20; i++) {
      JsonNode generated = api.mint(link("fold.example", null));
      assertThat(generated.get("code").stringValue()).matches("[a-z0-9]{8,}");
      assertThat(generated.get("version").longValue()).isPositive();
    }
  }

  @Test
  void linesMayNameTheirDomain() {
    add("bulk.example");
    List<JsonNode> results =
        api.bulk(
            """
            {"url": "https://example.com/1", "domain": "bulk.example"}
            {"url": "https://example.com/2", "domain": "nowhere.example"}
            {"url": "https://example.com/3"}
            """);
    assertThat(results.get(0).get("data").get("domain").stringValue()).isEqualTo("bulk.example");
    assertThat(results.get(1).get("error").get("errors").get(0).get("field").stringValue())
        .isEqualTo("domain");
    assertThat(results.get(2).get("data").get("domain").stringValue()).isEqualTo("go.example");
  }

  @Test
  void aLinksDomainIsForGood() {
    String link = Api.path(api.mint(link("go.example", null)));
    assertThat(api.patch(link, "{\"domain\": \"own.example\"}").fields(ProblemType.INVALID_LINK))
        .containsExactly("domain");
    assertThat(
            api.patch(path("go.example"), "{\"host\": \"a.example\", \"caseInsensitive\": true}")
                .fields(ProblemType.INVALID_DOMAIN))
        .containsExactlyInAnyOrder("host", "caseInsensitive");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | host",
        "{'host': 7} | host",
        "{'host': ''} | host",
        "{'host': 'a b'} | host",
        "{'host': 'a.example/x'} | host",
        "{'host': 'a.example:80'} | host",
        "{'host': 'a.example', 'caseInsensitive': 'yes'} | caseInsensitive",
        "{'host': 'a.example', 'rootUrl': 'javascript:alert(1)'} | rootUrl",
        "{'host': 'a.example', 'notFoundUrl': 'https://go.example/x'} | notFoundUrl",
        "{'host': 'a.example', 'expiredUrl': ''} | expiredUrl",
        "{'host': 'a.example', 'root': null} | root"
      },
      quoteCharacter = '`')
  void whatIsNoDomainIsRefused(String body, String field) {
    assertThat(
            api.post(DomainRoutes.DOMAINS, body.replace('\'', '"'))
                .fields(ProblemType.INVALID_DOMAIN))
        .containsExactly(field);
    assertThat(api.get(path("a.example")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"EDITOR", "VIEWER"})
  void othersReadThem(Role role) {
    String key = "{\"name\": \"x\", \"role\": \"%s\"}".formatted(role.text());
    Api theirs = api.with(api.post(KeyRoutes.KEYS, key).data().get("key").stringValue());
    assertThat(theirs.get(DomainRoutes.DOMAINS).status()).isEqualTo(200);
    assertThat(theirs.post(DomainRoutes.DOMAINS, "{\"host\": \"x.example\"}").status())
        .isEqualTo(403);
    assertThat(theirs.patch(path("go.example"), "{}").status()).isEqualTo(403);
    assertThat(theirs.delete(path("go.example")).status()).isEqualTo(403);
  }

  @Test
  void whoHasChangedWhatIsNoted() {
    add("audited.example", ", \"rootUrl\": \"https://example.com/\"");
    api.patch(path("audited.example"), "{\"rootUrl\": \"https://example.com/2\"}");
    api.delete(path("audited.example"));
    JsonNode log = api.get("/api/v1/audit?kind=domain&limit=3").data();
    assertThat(log.get(0).get("action").stringValue()).isEqualTo("delete");
    assertThat(log.get(1).get("before").get("rootUrl").stringValue()).isEqualTo(TARGET);
    assertThat(log.get(1).get("after").get("rootUrl").stringValue())
        .isEqualTo("https://example.com/2");
    assertThat(log.get(2).get("after").get("host").stringValue()).isEqualTo("audited.example");
  }

  @Test
  void anotherServerSeesThemAtOnce() {
    try (TestAdmin other = TestAdmin.start(admin.database(), Map.of())) {
      add("seen.example");
      JsonNode link = other.api().mint(link("seen.example", null));
      assertThat(link.get("domain").stringValue()).isEqualTo("seen.example");
    }
  }
}
