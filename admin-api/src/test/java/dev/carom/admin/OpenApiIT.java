package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.ServiceConfig;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The description says what the server does. */
class OpenApiIT {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private static TestAdmin admin;
  private static Api api;
  private static JsonNode description;

  @BeforeAll
  static void start() {
    admin = TestAdmin.start();
    api = admin.api();
    description = api.get(OpenApiRoute.PATH).json();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @Test
  void everyRouteIsDescribedAndNothingElseIs() {
    Set<String> served = new TreeSet<>();
    for (ServiceConfig service : admin.server().armeria().serviceConfigs()) {
      if (service.service().as(NoRoute.class) == null) {
        String path = service.route().patternString().replaceAll(":(\\w+)", "{$1}");
        for (HttpMethod method : service.route().methods()) {
          served.add(method.name().toLowerCase(Locale.ROOT) + " " + path);
        }
      }
    }
    Set<String> described = new TreeSet<>();
    description
        .get("paths")
        .forEachEntry((path, operations) -> {
          for (String method : operations.propertyNames()) {
            if (METHODS.contains(method)) {
              described.add(method + " " + path);
            }
            if (method.equals("get")) {
              described.add("head " + path);
            }
          }
        });
    assertThat(described).isEqualTo(served).hasSize(67);
  }

  @Test
  void everyProblemTypeIsDescribed() {
    String text = description.get("info").get("description").stringValue();
    for (ProblemType type : ProblemType.values()) {
      assertThat(text).contains("`%s` | %d |".formatted(type.uri(), type.status()));
    }
  }

  @Test
  void everyOperationHasAKnownTagAndMayBeLimited() {
    List<JsonNode> tags = description.get("tags").findValues("name");
    description
        .get("paths")
        .forEachEntry((path, operations) ->
            operations.forEachEntry((method, operation) -> {
              if (METHODS.contains(method)) {
                assertThat(tags).as(path).containsAll(operation.get("tags"));
                assertThat(operation.get("responses").has("429"))
                    .as("%s %s", method, path)
                    .isEqualTo(path.startsWith("/api/"));
              }
            }));
  }

  @Test
  void everyChangeTakesAnIdempotencyKey() {
    String parameter = "#/components/parameters/IdempotencyKey";
    description
        .get("paths")
        .forEachEntry((path, operations) ->
            operations.forEachEntry((method, operation) -> {
              boolean takes =
                  METHODS.contains(method)
                      && !method.equals("get")
                      && !path.equals(BulkRoute.BULK)
                      && !path.equals(EdgeLogRoutes.EDGE_LOGS);
              assertThat(operation.findValuesAsString("$ref").contains(parameter))
                  .as("%s %s", method, path)
                  .isEqualTo(takes);
              assertThat(!takes || operation.get("responses").has("422"))
                  .as("%s %s", method, path)
                  .isTrue();
            }));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<JsonNode> references = description.findValues("$ref");
    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      String pointer = reference.stringValue();
      assertThat(description.at(pointer.substring(1)).isMissingNode()).as(pointer).isFalse();
    }
  }

  @Test
  void answersAreWhatIsDescribed() {
    JsonNode link = api.mint("{\"url\": \"https://example.com/\"}");
    String path = Api.path(link);
    api.mint("{\"url\": \"https://example.com/\", \"expiresAt\": \"2099-01-01T00:00:00Z\"}");
    check("LinkAnswer", api.post("{\"url\": \"https://example.com/\", \"maxClicks\": 1}").json());
    String bulk = "{\"url\": \"https://example.com/\"}\n{}\n";
    check("LinkAnswer", api.post("{\"url\": \"https://example.com/\"}").json());
    check("LinkAnswer", api.get(path).json());
    check("ListAnswer", api.get(LinkRoutes.LINKS + "?limit=1").json());
    check("ListAnswer", api.get(LinkRoutes.LINKS + "?code=none").json());
    check("ChangeAnswer", api.patch(path, "{\"redirectStatus\": 307}").json());
    check("ChangeAnswer", api.post(path + "/rollback", "{\"version\": 0}").json());
    check("ChangeAnswer", api.post(path + "/block", "{\"reason\": \"spam\"}").json());
    check("ChangeAnswer", api.delete(path).json());
    check("VersionsAnswer", api.get(path + "/versions").json());
    check("AuditAnswer", api.get(AuditRoutes.AUDIT).json());
    TestClicks.prepare(admin.database());
    TestClicks.insert(admin.database(), "now()", link.get("id").stringValue(), "x.example", 2);
    check("StatsAnswer", api.get(path + "/stats").json());
    check("StatsAnswer", api.get(StatsRoutes.OF_ALL).json());
    check("BreakdownAnswer", api.get(path + "/stats/countries").json());
    check("BreakdownAnswer", api.get(StatsRoutes.OF_ALL + "/orphans").json());
    check("ClicksAnswer", api.get(path + "/clicks?limit=1").json());
    check("ClicksAnswer", api.get(ClickRoutes.OF_ALL).json());
    Api.Reply key = api.post(KeyRoutes.KEYS, "{\"name\": \"x\", \"role\": \"viewer\"}");
    check("KeyAnswer", key.json());
    for (int i = 0; i < 2; i++) {
      check(
          "KeyAnswer",
          api.send(
                  api.request(key.header("location") + "/rotate")
                      .header("Idempotency-Key", "of a test")
                      .POST(BodyPublishers.noBody()))
              .json());
    }
    check(
        "KeyAnswer", api.delete(KeyRoutes.KEYS + "/" + key.data().get("id").stringValue()).json());
    String entry = "{\"pattern\": \"x.example\", \"reason\": \"spam\"}";
    Api.Reply added = api.post(BlocklistRoutes.BLOCKLIST, entry);
    check("BlocklistChange", added.json());
    check("BlocklistAnswer", api.get(BlocklistRoutes.BLOCKLIST).json());
    check("BlocklistEntryAnswer", api.get(added.header("location")).json());
    check("BlocklistChange", api.delete(added.header("location")).json());
    check("KeysAnswer", api.get(KeyRoutes.KEYS).json());
    Api.Reply workspace = api.post(WorkspaceRoutes.WORKSPACES, "{\"name\": \"x\"}");
    check("WorkspaceAnswer", workspace.json());
    check("WorkspaceAnswer", api.get(workspace.header("location")).json());
    check("WorkspacesAnswer", api.get(WorkspaceRoutes.WORKSPACES).json());
    String reuse = "{\"url\": \"https://example.com/\", \"reuse\": true}";
    check("FoundAnswer", api.post(reuse).json());
    String change = "{\"op\": \"%s\", \"id\": \"%s\", \"patch\": {}}";
    check("BulkRefused", api.bulk(change.formatted("update", id(link))).getFirst());
    check("BulkRefused", api.bulk(change.formatted("delete", id(link))).getFirst());
    check("BulkDone", api.bulk(reuse).getFirst());
    check("BulkDone", api.bulk(bulk).get(0));
    check("BulkRefused", api.bulk(bulk).get(1));
    check("Problem", api.post("{}").json());
    check("Problem", api.get("/nowhere").json());
  }

  @Test
  void theCheckFindsWhatIsNotDescribed() {
    List<String> found = new ArrayList<>();
    JsonNode problem = Json.MAPPER.readTree("{\"type\": 1, \"extra\": 2, \"errors\": [{}]}");
    differences(schema("Problem"), problem, "", found);
    assertThat(found)
        .contains(
            "/extra is not described",
            "/title is missing",
            "/type is number",
            "/errors/0/field is missing");
  }

  private static String id(JsonNode link) {
    return link.get("id").stringValue();
  }

  private static JsonNode schema(String name) {
    return description.at("/components/schemas/" + name);
  }

  private static void check(String schema, JsonNode answer) {
    List<String> found = new ArrayList<>();
    differences(schema(schema), answer, "", found);
    assertThat(found).as("%s of %s", answer, schema).isEmpty();
  }

  /** What of an answer is not as described, by the words of JSON Schema that are used here. */
  private static void differences(JsonNode schema, JsonNode value, String at, List<String> found) {
    if (schema.has("$ref")) {
      differences(description.at(schema.get("$ref").stringValue().substring(1)), value, at, found);
      return;
    }
    JsonNode types = schema.get("type");
    String type = value.isIntegralNumber() ? "integer" : name(value);
    if (types != null && !types.toString().contains("\"" + type + "\"")) {
      found.add(at + " is " + name(value));
      return;
    }
    JsonNode allowed = schema.get("enum");
    if (allowed != null && !allowed.valueStream().toList().contains(value)) {
      found.add(at + " is none of " + allowed);
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        differences(schema.get("items"), value.get(i), at + "/" + i, found);
      }
    }
    if (value.isObject()) {
      object(schema, value, at, found);
    }
  }

  private static void object(JsonNode schema, JsonNode value, String at, List<String> found) {
    JsonNode properties = schema.path("properties");
    for (String property : value.propertyNames()) {
      if (properties.has(property)) {
        differences(properties.get(property), value.get(property), at + "/" + property, found);
      } else if (!schema.path("additionalProperties").booleanValue(false)) {
        found.add(at + "/" + property + " is not described");
      }
    }
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.stringValue())) {
        found.add(at + "/" + required.stringValue() + " is missing");
      }
    }
  }

  private static String name(JsonNode value) {
    return value.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
