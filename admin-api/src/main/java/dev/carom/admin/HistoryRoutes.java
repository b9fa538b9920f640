package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore.Replaced;
import dev.carom.core.link.Versions;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The API of what a link was before: its versions that were replaced, and the way back to them. */
final class HistoryRoutes {

  static final String VERSIONS = LinkRoutes.LINK + "/versions";
  static final String ROLL_BACK = LinkRoutes.LINK + "/rollback";
  static final String VERSION = "version";

  static final Set<String> PARAMETERS = Set.of("limit", "cursor");

  private final LinkService service;
  private final LinkVersion versions;
  private final LinkRoutes links;
  private final Function<Link, LinkJson> renderer;

  /**
   * @param links answers changes
   */
  HistoryRoutes(
      LinkService service,
      LinkVersion versions,
      LinkRoutes links,
      Function<Link, LinkJson> renderer) {
    this.service = service;
    this.versions = versions;
    this.links = links;
    this.renderer = renderer;
  }

  /** A version as it is sent: what the link was, and who replaced that, and when. */
  record ReplacedJson(long version, String replacedAt, String replacedBy, LinkJson link) {}

  HttpResponse list(ServiceRequestContext ctx, byte[] body) {
    IdPage page = IdPage.parse(ctx.queryParams());
    long id = LinkId.found(ctx, service.find(LinkId.of(ctx))).id();
    return page.answer(
        (before, limit) -> service.history(id, before, limit),
        replaced -> replaced.link().version(),
        this::json);
  }

  Reply rollBack(ServiceRequestContext ctx, byte[] body) {
    long id = LinkId.of(ctx);
    Versions only = versions.wanted(ctx.request().headers());
    long version = version(JsonObject.parse(body, ProblemType.INVALID_LINK));
    return links.answer(ctx, id, service.rollBack(id, version, only));
  }

  private static long version(JsonObject body) {
    FieldErrors errors = new FieldErrors();
    BodyFields fields = new BodyFields(body.properties(), errors);
    fields.refuseOthers(List.of(VERSION), "a rollback");
    fields.require(VERSION, "the version that the link shall be again");
    JsonNode value = fields.get(VERSION);
    if (value != null && !(value.isIntegralNumber() && value.canConvertToLong())) {
      fields.refuse(VERSION, "must be a whole number, as versions are told", value);
    }
    errors.throwIfAny(ProblemType.INVALID_LINK);
    if (value == null) {
      throw new IllegalStateException("a body without version passed its checks");
    }
    return value.longValue();
  }

  private ReplacedJson json(Replaced replaced) {
    return new ReplacedJson(
        replaced.link().version(),
        Timestamps.format(replaced.at()),
        replaced.by(),
        renderer.apply(replaced.link()));
  }
}
