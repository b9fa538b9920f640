package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.carom.admin.oidc.TestIssuer;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tokens of an OpenID provider open the API beside its keys, for what their roles may. */
class OidcIT {

  private static final ECKey KEY = TestIssuer.ecKey("current");

  private static TestIssuer issuer;
  private static TestAdmin admin;

  @BeforeAll
  static void start() {
    issuer = new TestIssuer();
    issuer.publish(KEY);
    admin =
        TestAdmin.start(
            Map.of(
                "admin.oidc.issuer", issuer.name(),
                "admin.oidc.audience", TestIssuer.AUDIENCE,
                "admin.oidc.role-claim", "groups",
                "admin.oidc.editor-values", "Marketing Team, writers",
                // Two dots do not make a token of what is the key.
                "admin.bootstrap-key", "a.bootstrap.key-with-dots"));
  }

  @AfterAll
  static void stop() {
    admin.close();
    issuer.close();
  }

  private static Api with(JWTClaimsSet.Builder claims) {
    return admin.api().with(TestIssuer.sign(KEY, claims.build()));
  }

  private static JWTClaimsSet.Builder member(String... groups) {
    return issuer.claims().claim("groups", List.of(groups));
  }

  private static final String LINK = "{\"url\": \"https://example.com/\"}";

  @Test
  void rolesMayWhatTheyMay() {
    Api admins = with(member("x", "carom-admin"));
    assertThat(admins.get(KeyRoutes.KEYS).status()).isEqualTo(200);
    Api editors = with(member("Marketing Team").subject("Zoë"));
    assertThat(editors.post(LINK).status()).isEqualTo(201);
    assertThat(admins.get(AuditRoutes.AUDIT).text()).contains("\"token (Zoë)\"");
    editors.get(KeyRoutes.KEYS).problem(ProblemType.FORBIDDEN);
    Api viewers = with(member("carom-viewer"));
    assertThat(viewers.get(LinkRoutes.LINKS).status()).isEqualTo(200);
    viewers.post(LINK).problem(ProblemType.FORBIDDEN);
    assertThat(viewers.get("/api/v1/unknown").status()).isEqualTo(404);
  }

  @Test
  void aTokenWithoutAKnownRoleIsForbiddenEverything() {
    Api strangers = with(member("carom-editor"));
    JsonNode problem = strangers.get(LinkRoutes.LINKS).problem(ProblemType.FORBIDDEN);
    assertThat(problem.get("detail").stringValue()).contains("groups");
    strangers.get("/api/v1/unknown").problem(ProblemType.FORBIDDEN);
  }

  @Test
  void keysOpenWhatTheyDid() {
    Api boss = admin.api().with("a.bootstrap.key-with-dots");
    JsonNode key = boss.post(KeyRoutes.KEYS, "{\"name\": \"x\", \"role\": \"editor\"}").data();
    assertThat(admin.api().with(key.get("key").stringValue()).post(LINK).status()).isEqualTo(201);
    admin.api().with("carom_wrong").get(LinkRoutes.LINKS).problem(ProblemType.UNAUTHORIZED);
  }

  @Test
  void aRefusalSaysWhyAndNothingElse() {
    Api.Reply expired =
        with(member("carom-admin").expirationTime(Date.from(Instant.now().minusSeconds(60))))
            .get(LinkRoutes.LINKS);
    assertThat(expired.problem(ProblemType.INVALID_TOKEN).get("detail").stringValue())
        .isEqualTo("The token has expired; get a new one");
    assertThat(expired.header("www-authenticate"))
        .isEqualTo(
            "Bearer realm=\"carom\", error=\"invalid_token\","
                + " error_description=\"The token has expired; get a new one\"");
    Api.Reply other = with(member("carom-admin").audience("other")).get(LinkRoutes.LINKS);
    other.problem(ProblemType.INVALID_TOKEN);
    assertThat(other.text() + other.headers()).doesNotContain(TestIssuer.AUDIENCE, issuer.name());
    String unknown = TestIssuer.sign(TestIssuer.ecKey("unknown"), member("carom-admin").build());
    Api.Reply strange = admin.api().with(unknown).get(LinkRoutes.LINKS);
    assertThat(strange.problem(ProblemType.INVALID_TOKEN).get("detail").stringValue())
        .contains("kid");
  }

  /** A token is refused before its request's body is read, as a key is. */
  @Test
  void aLongBodyIsNotReadForAWrongToken() {
    String wrong = TestIssuer.sign(TestIssuer.ecKey("current"), member("carom-admin").build());
    admin.api().with(wrong).post("x".repeat(1_000_000)).problem(ProblemType.INVALID_TOKEN);
    with(member("carom-admin")).post("x".repeat(1_000_000)).problem(ProblemType.BODY_TOO_LARGE);
  }

  @Test
  void longTokensAreRefused() {
    with(member("carom-admin").claim("x", "x".repeat(8000)))
        .get(LinkRoutes.LINKS)
        .problem(ProblemType.INVALID_TOKEN);
    with(member("carom-admin").claim("x", "x".repeat(15_000)))
        .get(LinkRoutes.LINKS)
        .problem(ProblemType.HEADER_TOO_LARGE);
  }

  @Test
  void manyAreCheckedAtOnce() {
    Api viewers = with(member("carom-viewer"));
    List<CompletableFuture<Integer>> statuses =
        IntStream.range(0, 64)
            .mapToObj(_ ->
                CompletableFuture.supplyAsync(
                    () -> viewers.get("/api/v1/unknown").status(), Thread::startVirtualThread))
            .toList();
    assertThat(statuses).extracting(CompletableFuture::join).containsOnly(404);
  }

  @Test
  void whereNoProviderIsTrustedATokenIsNoKey() {
    try (TestAdmin without = TestAdmin.start()) {
      without
          .api()
          .with(TestIssuer.sign(KEY, member("carom-admin").build()))
          .get(LinkRoutes.LINKS)
          .problem(ProblemType.UNAUTHORIZED);
    }
  }

  /** With a claim that says for which workspace somebody works. */
  @Test
  void tokensWorkForTheWorkspaceThatTheyName() {
    Map<String, String> settings =
        Map.of(
            "admin.oidc.issuer",
            issuer.name(),
            "admin.oidc.audience",
            TestIssuer.AUDIENCE,
            "admin.oidc.role-claim",
            "groups",
            "admin.oidc.workspace-claim",
            "workspace");
    try (TestAdmin other = TestAdmin.start(settings)) {
      other.database().execute("INSERT INTO workspace (name) VALUES ('Second')");
      Api first = named(other, "1");
      Api second = named(other, "2");
      second.mint(LINK);
      assertThat(second.get(LinkRoutes.LINKS).data()).hasSize(1);
      assertThat(first.get(LinkRoutes.LINKS).data()).isEmpty();
      String minted =
          new TestWrites(second).mint(LINK).send("a key").data().get("id").stringValue();
      String elsewhere =
          new TestWrites(first).mint(LINK).send("a key").data().get("id").stringValue();
      assertThat(elsewhere).as("the same subject's, of another workspace").isNotEqualTo(minted);
      assertThat(first.get(WorkspaceRoutes.WORKSPACES).status()).isEqualTo(200);
      second.get(WorkspaceRoutes.WORKSPACES).problem(ProblemType.FORBIDDEN);
      for (String none : List.of("3", "0", "x")) {
        JsonNode problem = named(other, none).get(LinkRoutes.LINKS).problem(ProblemType.FORBIDDEN);
        assertThat(problem.get("detail").stringValue()).contains("workspace");
      }
      String silent = TestIssuer.sign(KEY, member("carom-admin").build());
      other.api().with(silent).get(LinkRoutes.LINKS).problem(ProblemType.FORBIDDEN);
    }
  }

  private static Api named(TestAdmin server, String workspace) {
    JWTClaimsSet.Builder claims = member("carom-admin").claim("workspace", workspace);
    return server.api().with(TestIssuer.sign(KEY, claims.build()));
  }
}
