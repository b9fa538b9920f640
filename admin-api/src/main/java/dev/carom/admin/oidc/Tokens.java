package dev.carom.admin.oidc;

import java.util.concurrent.CompletableFuture;

/** Tells what tokens are worth. Usable by any thread. */
public interface Tokens {

  /** Whether a text is to be taken for a token; everything else is an API key. */
  boolean isToken(String text);

  /**
   * Checks a token by the keys that are known. Computes for up to a millisecond, waits for nothing.
   */
  Verdict check(String token);

  /**
   * Asks the issuer for its keys, unless it is being asked already, or was a moment ago.
   *
   * @return whether it has told them: after that a token of an unknown key is not valid, else it
   *     may be; never fails
   */
  CompletableFuture<Boolean> refresh();

  /** Where no provider is trusted: nothing is a token. */
  static Tokens none() {
    return new Tokens() {
      @Override
      public boolean isToken(String text) {
        return false;
      }

      @Override
      public Verdict check(String token) {
        return new Verdict.UnknownKey();
      }

      @Override
      public CompletableFuture<Boolean> refresh() {
        return CompletableFuture.completedFuture(true);
      }
    };
  }
}
