package dev.carom.admin;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.link.Link;
import dev.carom.core.link.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API of blocking links: changes that are answered as edits are. */
final class BlockRoutes {

  static final String BLOCK = LinkRoutes.LINK + "/block";
  static final String UNBLOCK = LinkRoutes.LINK + "/unblock";

  private static final String REASON = "reason";

  private final LinkService service;
  private final LinkVersion versions;
  private final LinkRoutes links;

  /**
   * @param links answers changes
   */
  BlockRoutes(LinkService service, LinkVersion versions, LinkRoutes links) {
    this.service = service;
    this.versions = versions;
    this.links = links;
  }

  Reply block(ServiceRequestContext ctx, byte[] body) {
    return change(ctx, reason(JsonObject.parse(body, ProblemType.INVALID_BLOCK)));
  }

  Reply unblock(ServiceRequestContext ctx, byte[] body) {
    return change(ctx, null);
  }

  private Reply change(ServiceRequestContext ctx, @Nullable String reason) {
    long id = LinkId.of(ctx);
    Versions only = versions.wanted(ctx.request().headers());
    return links.answer(ctx, id, service.block(id, reason, only));
  }

  private static String reason(JsonObject body) {
    FieldErrors errors = new FieldErrors();
    BodyFields fields = new BodyFields(body.properties(), errors);
    fields.refuseOthers(List.of(REASON), "a block");
    fields.require(REASON, "why the link is blocked");
    String reason = fields.text(REASON, false, Link.Block::reason);
    errors.throwIfAny(ProblemType.INVALID_BLOCK);
    if (reason == null) {
      throw new IllegalStateException("a body without reason passed its checks");
    }
    return reason;
  }
}
