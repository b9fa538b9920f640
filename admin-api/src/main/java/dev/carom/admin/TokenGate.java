package dev.carom.admin;

import dev.carom.admin.oidc.Tokens;
import dev.carom.admin.oidc.Verdict;
import java.util.concurrent.CompletableFuture;

/**
 * Lets in who shows a token. It is checked off the event loop; whoever waits for the issuer's keys
 * meanwhile holds no worker. Usable by any thread.
 */
final class TokenGate {

  private final Tokens tokens;
  private final Workers workers;

  /**
   * @param workers check tokens, and do nothing else
   */
  TokenGate(Tokens tokens, Workers workers) {
    this.tokens = tokens;
    this.workers = workers;
  }

  /** See {@link Tokens#isToken}. */
  boolean isToken(String text) {
    return tokens.isToken(text);
  }

  /**
   * Tells whether a token lets in; fails with a {@link ProblemException} if that cannot be told.
   *
   * @throws ProblemException if too many are being checked
   */
  CompletableFuture<Admission> admission(String requestId, String token) {
    return workers
        .work(requestId, () -> tokens.check(token))
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
          return workers.work(requestId, () -> tokens.check(token));
        });
  }

  private static Admission admission(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted(var subject, var role) ->
          new Admission.Admitted(Principal.ofToken(subject, role));
      case Verdict.NoRole(var reason) -> refused(ProblemType.FORBIDDEN, reason);
      case Verdict.Refused(var reason) -> refused(ProblemType.INVALID_TOKEN, reason);
      case Verdict.UnknownKey() ->
          refused(ProblemType.INVALID_TOKEN, "The token's kid names none of the issuer's keys");
    };
  }

  private static Admission refused(ProblemType type, String reason) {
    return new Admission.Refused(new Problem(type, reason));
  }
}
