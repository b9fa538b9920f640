package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.access.Actor;
import dev.carom.core.access.ApiKey;
import dev.carom.core.access.ApiKeyStore;
import dev.carom.core.access.KeySecret;
import dev.carom.core.access.WorkspaceStore;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The API of its own keys. A key's secret is in one answer: that which made or rotated it. */
final class KeyRoutes {

  static final String KEYS = "/api/v1/keys";
  static final String KEY = KEYS + "/{id}";
  static final String ROTATE = KEY + "/rotate";

  static final Set<String> LIST_PARAMETERS = Set.of("limit", "cursor");

  private final ApiKeyStore keys;
  private final WorkspaceStore workspaces;
  private final Authenticator authenticator;
  private final InstantSource clock;

  KeyRoutes(
      ApiKeyStore keys,
      WorkspaceStore workspaces,
      Authenticator authenticator,
      InstantSource clock) {
    this.keys = keys;
    this.workspaces = workspaces;
    this.authenticator = authenticator;
    this.clock = clock;
  }

  Reply create(ServiceRequestContext ctx, byte[] body) {
    KeyFields.Wanted wanted =
        KeyFields.newKey(
            JsonObject.parse(body, ProblemType.INVALID_KEY), clock.instant(), workspaces);
    Actor actor = Authentication.actor(ctx);
    Integer other = wanted.workspace();
    KeySecret secret = KeySecret.generate();
    // Made in its workspace, whose audit log then tells of it, and not seen from here any more.
    ApiKey key =
        (other == null ? actor : actor.in(other)).call(() -> keys.create(wanted.key(), secret));
    return Reply.of(json(key, secret.reveal()));
  }

  HttpResponse list(ServiceRequestContext ctx, byte[] body) {
    return IdPage.parse(ctx.queryParams()).answer(keys::list, ApiKey::id, key -> json(key, null));
  }

  HttpResponse get(ServiceRequestContext ctx, byte[] body) {
    return Json.ok(Json.envelope(json(found(ctx, keys.find(id(ctx))), null)));
  }

  Reply rotate(ServiceRequestContext ctx, byte[] body) {
    KeySecret secret = KeySecret.generate();
    ApiKey key = forgetting(() -> keys.rotate(id(ctx), secret));
    if (key == null) {
      ApiKey there = found(ctx, keys.find(id(ctx)));
      throw new ProblemException(
          new Problem(
              ProblemType.KEY_NOT_VALID,
              "The key is %s; make a new one instead"
                  .formatted(there.revokedAt() == null ? "expired" : "revoked")));
    }
    return Reply.of(json(key, secret.reveal()));
  }

  Reply revoke(ServiceRequestContext ctx, byte[] body) {
    ApiKey key = found(ctx, forgetting(() -> keys.revoke(id(ctx))));
    return Reply.of(json(key, null));
  }

  /** Whatever comes of a change: if it fails, it may have been made. */
  private @Nullable ApiKey forgetting(Supplier<@Nullable ApiKey> change) {
    try {
      return change.get();
    } finally {
      authenticator.forget();
    }
  }

  private static long id(ServiceRequestContext ctx) {
    Long id = LinkId.parse(String.valueOf(ctx.pathParam("id")));
    if (id == null) {
      throw notFound(ctx);
    }
    return id;
  }

  private static ApiKey found(ServiceRequestContext ctx, @Nullable ApiKey key) {
    if (key == null) {
      throw notFound(ctx);
    }
    return key;
  }

  private static ProblemException notFound(ServiceRequestContext ctx) {
    return new ProblemException(
        new Problem(
            ProblemType.NOT_FOUND,
            "No API key has the id %s"
                .formatted(JsonObject.quote(String.valueOf(ctx.pathParam("id"))))));
  }

  private KeyJson json(ApiKey key, @Nullable String secret) {
    return KeyJson.of(key, secret, clock.instant());
  }
}
