package dev.carom.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carom.admin.oidc.Tokens;
import dev.carom.admin.oidc.Verdict;
import dev.carom.core.access.Workspace;
import dev.carom.core.access.WorkspaceStore;
import java.util.concurrent.CompletableFuture;

/**
 * Lets in who shows a token. It is checked off the event loop; whoever waits for the issuer's keys
 * meanwhile holds no worker. Usable by any thread.
 */
final class TokenGate {

  private static final int REMEMBERED = 10_000;

  private final Tokens tokens;
  private final WorkspaceStore workspaces;
  private final Workers workers;

  /** Which workspaces that tokens have named lately there are. */
  private final Cache<Integer, Boolean> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(Authenticator.MOMENT).build();

  /**
   * @param workspaces those that there are
   * @param workers check tokens, and do nothing else
   */
  TokenGate(Tokens tokens, WorkspaceStore workspaces, Workers workers) {
    this.tokens = tokens;
    this.workspaces = workspaces;
    this.workers = workers;
  }

  /** See {@link Tokens#isToken}. */
  boolean isToken(String text) {
    return tokens.isToken(text);
  }

  /**
   * Tells whether a token lets in; fails with a {@link ProblemException} or a {@link
   * dev.carom.core.link.StoreException} if that cannot be told.
   *
   * @throws ProblemException if too many are being checked
   */
  CompletableFuture<Admission> admission(String requestId, String token) {
    return workers
        .work(requestId, () -> check(token))
        .thenCompose(verdict ->
            verdict instanceof Verdict.UnknownKey
                ? withNewKeys(requestId, token)
                : CompletableFuture.completedFuture(verdict))
        .thenApply(TokenGate::admission);
  }

  private CompletableFuture<Verdict> withNewKeys(String requestId, String token) {
    return tokens
        .refresh()
        .thenCompose(told -> {
          if (!told) {
            throw new ProblemException(
                new Problem(
                    ProblemType.UNAVAILABLE,
                    "The token's key is not known, and the OpenID provider does not tell its keys"
                        + " now; try again"));
          }
          return workers.work(requestId, () -> check(token));
        });
  }

  /** Tells what a token is worth, whose workspace there is. */
  private Verdict check(String token) {
    Verdict verdict = tokens.check(token);
    return verdict instanceof Verdict.Admitted admitted && !exists(admitted.workspace())
        ? new Verdict.NoWorkspace("There is no workspace that the token names")
        : verdict;
  }

  /** The first is always there; nobody is asked where no token names another. */
  private boolean exists(int workspace) {
    return workspace == Workspace.FIRST
        || Boolean.TRUE.equals(known.get(workspace, workspaces::exists));
  }

  private static Admission admission(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted(var subject, var role, var workspace) ->
          new Admission.Admitted(Principal.ofToken(subject, role, workspace));
      case Verdict.NoRole(var reason) -> refused(ProblemType.FORBIDDEN, reason);
      case Verdict.NoWorkspace(var reason) -> refused(ProblemType.FORBIDDEN, reason);
      case Verdict.Refused(var reason) -> refused(ProblemType.INVALID_TOKEN, reason);
      case Verdict.UnknownKey() ->
          refused(ProblemType.INVALID_TOKEN, "The token's kid names none of the issuer's keys");
    };
  }

  private static Admission refused(ProblemType type, String reason) {
    return new Admission.Refused(new Problem(type, reason));
  }
}
