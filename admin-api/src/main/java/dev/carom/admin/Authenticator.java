package dev.carom.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import dev.carom.core.access.ApiKey;
import dev.carom.core.access.ApiKeyStore;
import dev.carom.core.access.KeySecret;
import dev.carom.core.link.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows who shows which key: the bootstrap key, which is always an admin's, or one of those that
 * were made through the API; what has the form of a token goes through the {@link TokenGate}. What
 * the store says of the latter holds for a moment from when it was asked, so that a busy client
 * does not have it asked for each request, and a key that was revoked opens nothing a moment later.
 * What cannot be a key is refused without asking. Usable by any thread.
 */
final class Authenticator {

  /** How long a key may still be taken that somebody else has revoked. */
  static final Duration MOMENT = Duration.ofSeconds(1);

  private static final String HEADER = "x-api-key";
  private static final String BEARER = "Bearer ";
  private static final int REMEMBERED = 10_000;
  private static final Duration NOTE_USE_EVERY = Duration.ofMinutes(1);

  private static final Admission BOOTSTRAP = new Admission.Admitted(Principal.BOOTSTRAP);
  private static final Admission NOBODY =
      new Admission.Refused(
          new Problem(ProblemType.UNAUTHORIZED, "The API key is not valid, or not any more"));

  private final String bootstrapDigest;
  private final ApiKeyStore keys;
  private final Workers workers;
  private final TokenGate tokens;
  private final InstantSource clock;

  /** Rises when keys are changed here: what was asked for before is not looked at any more. */
  private final AtomicLong generation = new AtomicLong();

  private final Cache<Asked, CompletableFuture<Optional<ApiKey>>> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(MOMENT).build();

  private record Asked(String digest, long generation) {}

  /**
   * @param workers ask the store, and do nothing else: whoever guesses keys must not keep others
   *     from being worked for
   */
  Authenticator(
      String bootstrapKey,
      ApiKeyStore keys,
      Workers workers,
      TokenGate tokens,
      InstantSource clock) {
    this.bootstrapDigest = KeySecret.of(bootstrapKey).digest();
    this.keys = keys;
    this.workers = workers;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Returns the key, or the token, that a request shows.
   *
   * @throws ProblemException if it shows none, or several
   */
  static KeySecret shown(RequestHeaders headers) {
    List<String> shown = new ArrayList<>(headers.getAll(HEADER));
    for (String authorization : headers.getAll(HttpHeaderNames.AUTHORIZATION)) {
      if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        throw refusal("The Authorization field must be: Bearer KEY");
      }
      shown.add(authorization.substring(BEARER.length()).strip());
    }
    if (shown.isEmpty()) {
      throw refusal("Send the API key as Authorization: Bearer KEY, or as X-Api-Key: KEY");
    }
    if (shown.stream().distinct().count() > 1) {
      throw refusal("Send one API key, and not several");
    }
    return KeySecret.of(shown.getFirst());
  }

  private static ProblemException refusal(String detail) {
    return new ProblemException(new Problem(ProblemType.UNAUTHORIZED, detail));
  }

  /**
   * Tells whether a key or token lets in.
   *
   * @return whether it does; fails with a {@link StoreException} or a {@link ProblemException} if
   *     that cannot be told
   * @throws ProblemException if too many are being asked for
   */
  CompletableFuture<Admission> admission(String requestId, KeySecret secret) {
    String digest = secret.digest();
    // Digests, so that the time of a comparison tells nothing of the key.
    if (MessageDigest.isEqual(bytes(digest), bytes(bootstrapDigest))) {
      return CompletableFuture.completedFuture(BOOTSTRAP);
    }
    if (tokens.isToken(secret.reveal())) {
      return tokens.admission(requestId, secret.reveal());
    }
    if (!secret.isWellFormed()) {
      return CompletableFuture.completedFuture(NOBODY);
    }
    Asked asked = new Asked(digest, generation.get());
    CompletableFuture<Optional<ApiKey>> key =
        known.get(asked, _ -> workers.work(requestId, () -> find(requestId, digest)));
    var _ =
        key.whenComplete((_, failure) -> {
          if (failure != null) {
            known.asMap().remove(asked, key);
          }
        });
    return key.thenApply(found ->
        found
            .filter(this::isValid)
            .<Admission>map(valid -> new Admission.Admitted(Principal.of(valid)))
            .orElse(NOBODY));
  }

  private static byte[] bytes(String digest) {
    return digest.getBytes(StandardCharsets.US_ASCII);
  }

  private Optional<ApiKey> find(String requestId, String digest) {
    Optional<ApiKey> key = Optional.ofNullable(keys.findByDigest(digest));
    key.filter(this::isValid)
        .filter(this::isUseToBeNoted)
        .ifPresent(used -> noteUse(requestId, used));
    return key;
  }

  private boolean isValid(ApiKey key) {
    return key.state(clock.instant()) == ApiKey.State.ACTIVE;
  }

  private boolean isUseToBeNoted(ApiKey key) {
    return key.lastUsedAt() == null
        || key.lastUsedAt().isBefore(clock.instant().minus(NOTE_USE_EVERY));
  }

  /** Nobody waits for it, and nothing depends on it: if it fails, a later request tries again. */
  private void noteUse(String requestId, ApiKey key) {
    try {
      workers.start(requestId, () -> touch(key));
    } catch (ProblemException _) {
      // Too much to do: see above.
    }
  }

  private void touch(ApiKey key) {
    try {
      keys.touch(key.id());
    } catch (StoreException _) {
      // See noteUse.
    }
  }

  /** What was asked for is answered anew from now on: some keys were changed here. */
  void forget() {
    generation.incrementAndGet();
  }
}
