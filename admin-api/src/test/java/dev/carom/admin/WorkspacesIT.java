package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.access.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Workspaces are made, renamed and given up, and each has what is its own. */
class WorkspacesIT {

  private static final String NAMED = "{\"name\": \"%s\"}";

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

  private static String make(String name) {
    Api.Reply reply = api.post(WorkspaceRoutes.WORKSPACES, NAMED.formatted(name));
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    String id = reply.data().get("id").stringValue();
    assertThat(reply.header("location")).isEqualTo(path(id));
    return id;
  }

  private static String path(String id) {
    return WorkspaceRoutes.WORKSPACES + "/" + id;
  }

  private static Api.Reply key(Api by, String workspace, Role role) {
    return by.post(
        KeyRoutes.KEYS,
        "{\"name\": \"x\", \"role\": \"%s\", \"workspace\": \"%s\"}"
            .formatted(role.text(), workspace));
  }

  private static Api in(String workspace) {
    return api.with(key(api, workspace, Role.ADMIN).data().get("key").stringValue());
  }

  @Test
  void aWorkspaceIsMadeRenamedAndGivenUp() {
    String id = make("  Spring ");
    assertThat(api.get(path(id)).data().get("name").stringValue()).isEqualTo("Spring");
    assertThat(api.patch(path(id), NAMED.formatted("Autumn")).data().get("name").stringValue())
        .isEqualTo("Autumn");
    JsonNode list = api.get(WorkspaceRoutes.WORKSPACES).data();
    assertThat(list.get(0).get("name").stringValue()).isEqualTo("Autumn");
    assertThat(list.get(list.size() - 1).get("id").stringValue()).isEqualTo("1");
    assertThat(api.delete(path(id)).data().get("id").stringValue()).isEqualTo(id);
    api.get(path(id)).problem(ProblemType.NOT_FOUND);
    api.delete(path(id)).problem(ProblemType.NOT_FOUND);
    api.patch(path(id), NAMED.formatted("x")).problem(ProblemType.NOT_FOUND);
    assertThat(api.get(WorkspaceRoutes.WORKSPACES).text()).doesNotContain("Autumn");
    assertThat(api.get(AuditRoutes.AUDIT + "?kind=workspace&id=" + id).data())
        .extracting(entry -> entry.get("action").stringValue())
        .containsExactly("delete", "edit", "create");
    assertThat(make("Next")).isNotEqualTo(id);
  }

  @Test
  void whatHasSomethingInItIsNotGivenUp() {
    String id = make("Full");
    Api inside = in(id);
    String link = Api.path(inside.mint("{\"url\": \"https://example.com/\"}"));
    inside.post(DomainRoutes.DOMAINS, "{\"host\": \"full.example\"}");
    api.delete(path(id)).problem(ProblemType.WORKSPACE_IN_USE);
    inside.delete(link);
    api.delete(path(id)).problem(ProblemType.WORKSPACE_IN_USE);
    inside.delete(DomainRoutes.DOMAINS + "/full.example");
    api.delete(path(id)).problem(ProblemType.WORKSPACE_IN_USE);
    String key = inside.get(KeyRoutes.KEYS).data().get(0).get("id").stringValue();
    assertThat(inside.delete(KeyRoutes.KEYS + "/" + key).status()).isEqualTo(200);
    assertThat(api.delete(path(id)).status()).isEqualTo(200);
    assertThat(key(api, id, Role.VIEWER).fields(ProblemType.INVALID_KEY))
        .containsExactly("workspace");
    api.delete(path("1")).problem(ProblemType.WORKSPACE_IN_USE);
  }

  @Test
  void aKeyOfAWorkspaceThatIsGivenUpOpensNothing() {
    String id = make("Gone");
    String secret = key(api, id, Role.ADMIN).data().get("key").stringValue();
    admin.database().execute("UPDATE workspace SET deleted_at = now() WHERE id = " + id);
    api.with(secret).get(LinkRoutes.LINKS).problem(ProblemType.UNAUTHORIZED);
  }

  @Test
  void keysAreMadeForOthersByTheFirstWorkspaceAlone() {
    String id = make("Keys");
    Api.Reply made = key(api, id, Role.ADMIN);
    assertThat(made.data().get("workspace").stringValue()).isEqualTo(id);
    String key = KeyRoutes.KEYS + "/" + made.data().get("id").stringValue();
    api.get(key).problem(ProblemType.NOT_FOUND);
    Api inside = api.with(made.data().get("key").stringValue());
    assertThat(inside.get(key).data().get("workspace").stringValue()).isEqualTo(id);
    Api.Reply own = inside.post(KeyRoutes.KEYS, "{\"name\": \"x\", \"role\": \"viewer\"}");
    assertThat(own.data().get("workspace").stringValue()).isEqualTo(id);
    assertThat(key(inside, id, Role.VIEWER).status()).isEqualTo(201);
    for (String other : new String[] {"1", make("Other"), "77", "9999999999", "x", ""}) {
      assertThat(key(inside, other, Role.VIEWER).fields(ProblemType.INVALID_KEY))
          .as(other)
          .containsExactly("workspace");
    }
    JsonNode entry = inside.get(AuditRoutes.AUDIT + "?kind=key").data();
    assertThat(entry.get(entry.size() - 1).get("actor").stringValue()).isEqualTo("bootstrap key");
    assertThat(api.get(AuditRoutes.AUDIT + "?kind=key").text()).doesNotContain(key);
  }

  @Test
  void workspacesAreTheOperators() {
    Api inside = in(make("Curious"));
    for (String path : new String[] {WorkspaceRoutes.WORKSPACES, path("1")}) {
      JsonNode problem = inside.get(path).problem(ProblemType.FORBIDDEN);
      assertThat(problem.get("detail").stringValue()).contains("workspaces:manage", "workspace 1");
    }
    String editor = key(api, "1", Role.EDITOR).data().get("key").stringValue();
    api.with(editor).get(WorkspaceRoutes.WORKSPACES).problem(ProblemType.FORBIDDEN);
  }

  /** The same words, tags and targets in two workspaces: each sees its own, in files too. */
  @Test
  void listsAndFilesHaveOnesOwn() {
    Api one = in(make("One"));
    Api two = in(make("Two"));
    String body =
        "{\"url\": \"https://example.com/%s\", \"title\": \"sale\", \"tags\": [\"sale\"]}";
    String first = one.mint(body.formatted("one")).get("id").stringValue();
    String second = two.mint(body.formatted("two")).get("id").stringValue();
    for (String query :
        new String[] {"", "?tag=sale", "?q=sale", "?sort=-updatedAt", "?state=active"}) {
      Api.Reply reply = one.get(LinkRoutes.LINKS + query);
      assertThat(reply.data()).as(query).hasSize(1);
      assertThat(reply.data().get(0).get("id").stringValue()).isEqualTo(first);
      assertThat(reply.meta().get("total").intValue()).as(query).isOne();
    }
    assertThat(two.get(LinkRoutes.LINKS + "?format=csv").text().lines()).hasSize(2);
    assertThat(two.get(LinkRoutes.LINKS + "?tag=sale&format=ndjson").text())
        .contains("\"" + second + "\"")
        .doesNotContain("example.com/one");
    assertThat(api.get(LinkRoutes.LINKS + "?tag=sale").data()).isEmpty();
    assertThat(two.get(AuditRoutes.AUDIT + "?kind=link").data()).hasSize(1);
    assertThat(two.bulk("{\"url\": \"https://example.com/three\"}\n")).hasSize(1);
    assertThat(two.get(LinkRoutes.LINKS).data()).hasSize(2);
    assertThat(one.get(LinkRoutes.LINKS).data()).hasSize(1);
  }

  @Test
  void domainsAreUsedByTheirWorkspaceAloneAndTheDefaultOneByAll() {
    Api one = in(make("Domains one"));
    Api two = in(make("Domains two"));
    one.post(DomainRoutes.DOMAINS, "{\"host\": \"brand.example\"}");
    String there = "{\"url\": \"https://example.com/\", \"domain\": \"brand.example\"}";
    assertThat(one.post(there).status()).isEqualTo(201);
    assertThat(two.post(there).fields(ProblemType.INVALID_LINK)).containsExactly("domain");
    two.post(DomainRoutes.DOMAINS, "{\"host\": \"brand.example\"}")
        .problem(ProblemType.DOMAIN_TAKEN);
    String onDefault = "{\"url\": \"https://example.com/\", \"domain\": \"go.example\"}";
    assertThat(two.post(onDefault).status()).isEqualTo(201);
    assertThat(two.get(DomainRoutes.DOMAINS).data()).hasSize(1);
    String lost = "{\"notFoundUrl\": \"https://example.com/lost\"}";
    two.patch(DomainRoutes.DOMAINS + "/go.example", lost).problem(ProblemType.NOT_FOUND);
    assertThat(api.patch(DomainRoutes.DOMAINS + "/go.example", lost).status()).isEqualTo(200);
    assertThat(two.get(DomainRoutes.DOMAINS + "/go.example").text()).contains("lost");
  }

  @Test
  void codesAreTakenWhoeverHasThem() {
    Api one = in(make("Codes one"));
    Api two = in(make("Codes two"));
    String code = "{\"url\": \"https://example.com/\", \"code\": \"wanted\"}";
    one.mint(code);
    two.post(code).problem(ProblemType.CODE_TAKEN);
    assertThat(two.get(LinkRoutes.LINKS + "?code=wanted").data()).isEmpty();
    assertThat(one.get(LinkRoutes.LINKS + "?code=wanted").data()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                              | name",
        "{\"name\": \"\"}                | name",
        "{\"name\": 1}                   | name",
        "{\"name\": \"a\\nb\"}           | name",
        "{\"name\": \"x\", \"id\": \"7\"} | id",
      })
  void whatIsWrongWithAWorkspaceIsNamed(String body, String field) {
    assertThat(api.post(WorkspaceRoutes.WORKSPACES, body).fields(ProblemType.INVALID_WORKSPACE))
        .containsExactly(field);
    assertThat(api.patch(path("1"), body).fields(ProblemType.INVALID_WORKSPACE))
        .containsExactly(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "x", "77", "2147483648", "9999999999999999999"})
  void workspacesThatAreNotThereAreNotFound(String id) {
    api.get(path(id)).problem(ProblemType.NOT_FOUND);
    api.delete(path(id)).problem(ProblemType.NOT_FOUND);
    api.patch(path(id), NAMED.formatted("x")).problem(ProblemType.NOT_FOUND);
  }
}
