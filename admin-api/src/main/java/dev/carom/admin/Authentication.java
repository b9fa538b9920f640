package dev.carom.admin;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.carom.admin.Admission.Admitted;
import dev.carom.admin.Admission.Refused;
import dev.carom.core.access.Actor;
import dev.carom.core.access.KeySecret;
import dev.carom.core.access.Permission;
import dev.carom.core.access.Role;
import dev.carom.core.access.Workspace;
import io.netty.util.AttributeKey;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets in who may, before anything else of the request is looked at. */
final class Authentication extends SimpleDecoratingHttpService {

  private static final AttributeKey<BooleanSupplier> STILL_ADMITTED =
      AttributeKey.valueOf(Authentication.class, "stillAdmitted");

  private static final AttributeKey<Actor> ACTOR =
      AttributeKey.valueOf(Authentication.class, "actor");

  private final Authenticator authenticator;
  private final @Nullable Permission needed;

  /**
   * @param needed what whoever asks has to be permitted, or null if any valid key will do
   */
  Authentication(HttpService delegate, Authenticator authenticator, @Nullable Permission needed) {
    super(delegate);
    this.authenticator = authenticator;
    this.needed = needed;
  }

  /**
   * Tells whether whoever was let in would still be, for answers that take long. Blocks now and
   * then; while it cannot be told, nobody is thrown out.
   */
  static BooleanSupplier stillAdmitted(ServiceRequestContext ctx) {
    BooleanSupplier admitted = ctx.attr(STILL_ADMITTED);
    return admitted == null ? () -> true : admitted;
  }

  /** Whoever was let in with a request, and asks for what it reads and changes. */
  static Actor actor(ServiceRequestContext ctx) {
    Actor actor = ctx.attr(ACTOR);
    if (actor == null) {
      throw new IllegalStateException("nobody was let in");
    }
    return actor;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    KeySecret secret = Authenticator.shown(request.headers());
    String requestId = RequestId.of(ctx, request.headers());
    ctx.setAttr(STILL_ADMITTED, () -> isAdmitted(requestId, secret));
    return Deferred.answer(
        ctx,
        authenticator.admission(requestId, secret),
        admission -> admit(ctx, request, admission));
  }

  private boolean isAdmitted(String requestId, KeySecret secret) {
    try {
      return authenticator.admission(requestId, secret).join() instanceof Admitted(Principal known)
          && (needed == null || known.may(needed));
    } catch (CompletionException | ProblemException _) {
      return true;
    }
  }

  private HttpResponse admit(ServiceRequestContext ctx, HttpRequest request, Admission admission) {
    switch (admission) {
      case Refused(Problem problem) -> throw new ProblemException(problem);
      case Admitted(Principal known) -> {
        if (needed != null && !known.may(needed)) {
          throw new ProblemException(forbidden(known.role(), needed));
        }
        String requestId = RequestId.of(ctx, request.headers());
        ctx.setAttr(ACTOR, new Actor(known.name(), requestId, known.workspace()));
      }
    }
    return Deferred.goOn(ctx, request, unwrap());
  }

  private static Problem forbidden(Role role, Permission needed) {
    if (role.may(needed)) {
      return new Problem(
          ProblemType.FORBIDDEN,
          "%s is for keys and tokens of the workspace %d alone"
              .formatted(needed.text(), Workspace.FIRST));
    }
    String roles = Role.that(needed).stream().map(Role::text).collect(Collectors.joining(" or "));
    return new Problem(
        ProblemType.FORBIDDEN,
        "The role of the key or token is %s; %s needs %s"
            .formatted(role.text(), needed.text(), roles));
  }
}
