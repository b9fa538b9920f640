package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.access.Workspace;
import dev.carom.core.access.WorkspaceStore;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The API of workspaces, for those who work for the first. */
final class WorkspaceRoutes {

  static final String WORKSPACES = "/api/v1/workspaces";
  static final String WORKSPACE = WORKSPACES + "/{id}";

  static final Set<String> LIST_PARAMETERS = Set.of("limit", "cursor");

  private static final String NAME = "name";

  private final WorkspaceStore store;

  WorkspaceRoutes(WorkspaceStore store) {
    this.store = store;
  }

  /** A workspace as it is sent. */
  record WorkspaceJson(String id, String name, String createdAt) {

    static WorkspaceJson of(Workspace workspace) {
      return new WorkspaceJson(
          Integer.toString(workspace.id()),
          workspace.name(),
          Timestamps.format(workspace.createdAt()));
    }
  }

  Reply add(ServiceRequestContext ctx, byte[] body) {
    return answer(store.add(name(body)));
  }

  HttpResponse list(ServiceRequestContext ctx, byte[] body) {
    return IdPage.parse(ctx.queryParams()).answer(store::list, Workspace::id, WorkspaceJson::of);
  }

  HttpResponse get(ServiceRequestContext ctx, byte[] body) {
    return Json.ok(Json.envelope(WorkspaceJson.of(find(ctx))));
  }

  Reply rename(ServiceRequestContext ctx, byte[] body) {
    String name = name(body);
    return answer(found(ctx, store.rename(find(ctx).id(), name)));
  }

  Reply remove(ServiceRequestContext ctx, byte[] body) {
    Workspace workspace = find(ctx);
    return switch (store.remove(workspace.id())) {
      case DONE -> answer(workspace);
      case NOT_FOUND -> throw notFound(ctx);
      case IN_USE ->
          throw new ProblemException(
              new Problem(
                  ProblemType.WORKSPACE_IN_USE,
                  workspace.id() == Workspace.FIRST
                      ? "The first workspace cannot be given up"
                      : "The workspace has links, domains or valid keys; delete and revoke them"
                          + " first"));
    };
  }

  private static Reply answer(Workspace workspace) {
    return Reply.of(WorkspaceJson.of(workspace));
  }

  private static String name(byte[] body) {
    FieldErrors errors = new FieldErrors();
    BodyFields fields =
        new BodyFields(JsonObject.parse(body, ProblemType.INVALID_WORKSPACE).properties(), errors);
    fields.refuseOthers(List.of(NAME), "a workspace");
    fields.require(NAME, "what the workspace is called");
    String name = fields.text(NAME, false, Workspace::name);
    errors.throwIfAny(ProblemType.INVALID_WORKSPACE);
    if (name == null) {
      throw new IllegalStateException("a body without name passed its checks");
    }
    return name;
  }

  /** Reads the number of a workspace, or returns null if none can have it. */
  static @Nullable Integer parse(String text) {
    Long id = LinkId.parse(text);
    return id == null || id > Integer.MAX_VALUE ? null : Math.toIntExact(id);
  }

  private Workspace find(ServiceRequestContext ctx) {
    Integer id = parse(id(ctx));
    return found(ctx, id == null ? null : store.find(id));
  }

  private static Workspace found(ServiceRequestContext ctx, @Nullable Workspace workspace) {
    if (workspace == null) {
      throw notFound(ctx);
    }
    return workspace;
  }

  private static String id(ServiceRequestContext ctx) {
    return String.valueOf(ctx.pathParam("id"));
  }

  private static ProblemException notFound(ServiceRequestContext ctx) {
    return new ProblemException(
        new Problem(
            ProblemType.NOT_FOUND,
            "No workspace has the id %s".formatted(JsonObject.quote(id(ctx)))));
  }
}
