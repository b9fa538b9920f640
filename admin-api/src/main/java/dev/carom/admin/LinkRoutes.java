package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.change.Propagation;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.ShortCode;
import java.time.InstantSource;
import java.util.List;

/** The API of single links and of their list: from HTTP to {@link LinkService} and back. */
final class LinkRoutes {

  static final String LINKS = "/api/v1/links";
  static final String LINK = LINKS + "/{id}";

  private final LinkService service;
  private final LinkFields fields;
  private final String baseUrl;
  private final InstantSource clock;

  /**
   * @param baseUrl what short URLs begin with
   */
  LinkRoutes(LinkService service, LinkFields fields, String baseUrl, InstantSource clock) {
    this.service = service;
    this.fields = fields;
    this.baseUrl = baseUrl;
    this.clock = clock;
  }

  HttpResponse create(ServiceRequestContext ctx, byte[] body) {
    return switch (service.mint(fields.newLink(JsonObject.parse(body)))) {
      case Minted.Created(Link link) ->
          Json.respond(
              ResponseHeaders.builder(HttpStatus.CREATED)
                  .contentType(MediaType.JSON)
                  .set(HttpHeaderNames.LOCATION, LINKS + "/" + link.id())
                  .build(),
              Json.envelope(json(link)));
      case Minted.CodeTaken(ShortCode code) -> throw new ProblemException(Problem.codeTaken(code));
    };
  }

  HttpResponse get(ServiceRequestContext ctx, byte[] body) {
    return Json.ok(Json.envelope(json(LinkId.found(ctx, service.find(LinkId.of(ctx))))));
  }

  HttpResponse list(ServiceRequestContext ctx, byte[] body) {
    ListQuery query = ListQuery.parse(ctx.queryParams());
    if (query.code() != null) {
      ShortCode code = ShortCode.parse(query.code());
      Link link = code == null ? null : service.find(code);
      List<LinkJson> links = link == null ? List.of() : List.of(json(link));
      return Json.ok(
          Json.envelope(links, new ListQuery.Meta(query.limit(), null, null, links.size())));
    }
    LinkPage page = service.list(query.page());
    return Json.ok(
        Json.envelope(
            page.links().stream().map(this::json).toList(), ListQuery.Meta.of(query.page(), page)));
  }

  HttpResponse edit(ServiceRequestContext ctx, byte[] body) {
    long id = LinkId.of(ctx);
    LinkService.Changed changed = service.edit(id, fields.edit(JsonObject.parse(body)));
    if (changed == null) {
      Link _ = LinkId.found(ctx, service.find(id));
      throw new ProblemException(
          new Problem(
              ProblemType.NOT_FOUND,
              "The link %d is deleted and can no longer be changed".formatted(id)));
    }
    return Json.ok(envelope(changed));
  }

  HttpResponse delete(ServiceRequestContext ctx, byte[] body) {
    LinkService.Changed changed = service.delete(LinkId.of(ctx));
    if (changed == null) {
      throw LinkId.notFound(ctx);
    }
    return Json.ok(envelope(changed));
  }

  private Json.Envelope<LinkJson, Meta> envelope(LinkService.Changed changed) {
    return new Json.Envelope<>(json(changed.link()), new Meta(changed.propagation()));
  }

  /** What is said of an edit beside the link. */
  record Meta(Propagation propagation) {}

  private LinkJson json(Link link) {
    return LinkJson.of(link, baseUrl, clock.instant());
  }
}
