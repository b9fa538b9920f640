package dev.carom.admin.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.access.Workspace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkspaceClaimTest {

  private static final WorkspaceClaim CLAIM = new WorkspaceClaim(new Claim("org.workspace"));

  private static @Nullable Integer workspace(Object said) {
    return CLAIM.workspace(Map.of("org", Map.of("workspace", said)));
  }

  @Test
  void aNumberNamesAWorkspaceHoweverItIsWritten() {
    assertThat(workspace("7")).isEqualTo(7);
    assertThat(workspace(7L)).isEqualTo(7);
    assertThat(workspace(List.of("7"))).isEqualTo(7);
  }

  @Test
  void whatIsNoNumberOrSeveralNamesNone() {
    for (Object said :
        List.of("", "0", "-7", "07", "7 ", "7.0", 7.0, "x", "99999999999", true, List.of())) {
      assertThat(workspace(said)).as("%s", said).isNull();
    }
    assertThat(workspace(List.of("7", "8"))).isNull();
    assertThat(CLAIM.workspace(Map.of())).isNull();
  }

  @Test
  void withoutAClaimEverybodyWorksForTheFirst() {
    assertThat(new WorkspaceClaim(null).workspace(Map.of())).isEqualTo(Workspace.FIRST);
  }
}
