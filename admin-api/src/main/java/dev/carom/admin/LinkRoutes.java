package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.Versions;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The API of single links and of their list: from HTTP to {@link LinkService} and back. */
final class LinkRoutes {

  static final String LINKS = "/api/v1/links";
  static final String LINK = LINKS + "/{id}";

  private final LinkService service;
  private final LinkFields fields;
  private final LinkVersion versions;
  private final LinkFiles files;
  private final DomainNames domains;
  private final Function<Link, LinkJson> renderer;

  LinkRoutes(
      LinkService service,
      LinkFields fields,
      LinkVersion versions,
      LinkFiles files,
      DomainNames domains,
      Function<Link, LinkJson> renderer) {
    this.service = service;
    this.fields = fields;
    this.versions = versions;
    this.files = files;
    this.domains = domains;
    this.renderer = renderer;
  }

  Reply create(ServiceRequestContext ctx, byte[] body) {
    return switch (service.mint(fields.newLink(JsonObject.parse(body, ProblemType.INVALID_LINK)))) {
      case Minted.Created(Link link, _) -> Reply.of(json(link), null);
      case Minted.Found(Link link) -> Reply.found(json(link));
      case Minted.CodeTaken(ShortCode code) -> throw new ProblemException(Problem.codeTaken(code));
      case Minted.NoSuchDomain(String host) ->
          throw new ProblemException(Problem.noSuchDomain(host));
      case Minted.TargetRefused(boolean whenExpired, String reason) ->
          throw new ProblemException(Problem.targetRefused(whenExpired, reason));
    };
  }

  HttpResponse get(ServiceRequestContext ctx, byte[] body) {
    Link link = LinkId.found(ctx, service.find(LinkId.of(ctx)));
    return Reply.of(json(link), null).respond(HttpStatus.OK);
  }

  HttpResponse list(ServiceRequestContext ctx, byte[] body) {
    ListQuery query = ListQuery.parse(ctx.queryParams(), domains);
    if (query.code() != null) {
      ShortCode code = ShortCode.parse(query.code());
      Link link = code == null ? null : service.find(query.domain().code(code));
      List<LinkJson> links = link == null ? List.of() : List.of(json(link));
      return Json.ok(
          Json.envelope(links, new ListQuery.Meta(query.page().limit(), null, null, links.size())));
    }
    if (query.format() != Format.JSON) {
      return files.answer(ctx, query.page(), query.format());
    }
    LinkPage page = service.list(query.page());
    return Json.ok(
        Json.envelope(
            page.links().stream().map(this::json).toList(),
            ListQuery.Meta.of(ctx.queryParams(), query.page(), page)));
  }

  Reply edit(ServiceRequestContext ctx, byte[] body) {
    long id = LinkId.of(ctx);
    Versions only = versions.wanted(ctx.request().headers());
    LinkEdit edit = fields.edit(JsonObject.parse(body, ProblemType.INVALID_LINK));
    return answer(ctx, id, service.edit(id, edit, only));
  }

  /**
   * Answers a change of a link.
   *
   * @param changed null if there was nothing to change
   */
  Reply answer(ServiceRequestContext ctx, long id, LinkService.@Nullable Changed changed) {
    if (changed == null) {
      Link _ = LinkId.found(ctx, service.find(id));
      throw new ProblemException(Problem.deleted(id));
    }
    return answer(changed);
  }

  Reply delete(ServiceRequestContext ctx, byte[] body) {
    Versions only = versions.wanted(ctx.request().headers());
    LinkService.Changed changed = service.delete(LinkId.of(ctx), only);
    if (changed == null) {
      throw LinkId.notFound(ctx);
    }
    return answer(changed);
  }

  private Reply answer(LinkService.Changed changed) {
    return Reply.of(json(changed.link()), Reply.Meta.of(changed.propagation(), changed.edge()));
  }

  private LinkJson json(Link link) {
    return renderer.apply(link);
  }
}
