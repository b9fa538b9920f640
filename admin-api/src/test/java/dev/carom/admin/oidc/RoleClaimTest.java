package dev.carom.admin.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.access.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleClaimTest {

  private static final Map<Role, Set<String>> VALUES =
      Map.of(
          Role.ADMIN, Set.of("chiefs"),
          Role.EDITOR, Set.of("Marketing Team", "writers"),
          Role.VIEWER, Set.of("all"));

  private static final RoleClaim ROLES = new RoleClaim(new Claim("roles"), VALUES);

  @Test
  void stringsAndListsGiveRoles() {
    assertThat(ROLES.role(Map.of("roles", "writers"))).isEqualTo(Role.EDITOR);
    assertThat(ROLES.role(Map.of("roles", "Marketing Team"))).isEqualTo(Role.EDITOR);
    assertThat(ROLES.role(Map.of("roles", List.of("x", "all")))).isEqualTo(Role.VIEWER);
  }

  @Test
  void theRoleThatMayMostCounts() {
    assertThat(ROLES.role(Map.of("roles", List.of("all", "writers", "chiefs"))))
        .isEqualTo(Role.ADMIN);
    assertThat(ROLES.role(Map.of("roles", List.of("all", "writers")))).isEqualTo(Role.EDITOR);
  }

  @Test
  void whatIsNotKnownGivesNone() {
    for (Object claim :
        List.of(
            "Chiefs",
            "all ",
            "x all",
            "",
            1,
            true,
            List.of(),
            List.of(1),
            Map.of("all", "all"),
            List.of(List.of("all")),
            Arrays.asList((Object) null))) {
      assertThat(ROLES.role(Map.of("roles", claim))).as("%s", claim).isNull();
    }
    assertThat(ROLES.role(Map.of())).isNull();
  }

  @Test
  void aClaimWithinOthersIsNamedByItsPath() {
    RoleClaim nested = new RoleClaim(new Claim("realm_access.roles"), VALUES);
    assertThat(nested.role(Map.of("realm_access", Map.of("roles", List.of("chiefs")))))
        .isEqualTo(Role.ADMIN);
    assertThat(nested.role(Map.of("realm_access", "chiefs"))).isNull();
    RoleClaim url = new RoleClaim(new Claim("https://carom.example/roles"), VALUES);
    assertThat(url.role(Map.of("https://carom.example/roles", "all"))).isEqualTo(Role.VIEWER);
  }

  @Test
  void scopesAreSeparatedBySpaces() {
    assertThat(
            new RoleClaim(new Claim("scope"), VALUES).role(Map.of("scope", "openid writers all")))
        .isEqualTo(Role.EDITOR);
  }
}
