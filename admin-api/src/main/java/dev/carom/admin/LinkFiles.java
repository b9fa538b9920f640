package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkPage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Lists of links in files, read page by page while they are written. */
final class LinkFiles {

  /** How many links are read at once. */
  private static final int PAGE = 1000;

  private final LinkService service;
  private final Streams streams;
  private final Function<Link, LinkJson> renderer;

  LinkFiles(LinkService service, Streams streams, Function<Link, LinkJson> renderer) {
    this.service = service;
    this.streams = streams;
    this.renderer = renderer;
  }

  /** Answers with all links of the list that a page is asked of. */
  HttpResponse answer(ServiceRequestContext ctx, LinkPage.Query query, Format format) {
    LinkPage.Query pages = LinkPage.Query.first(PAGE, query.filter(), query.order());
    // Read before anything is answered: if the store is away, that can still be said.
    List<Link> first = service.links(pages);
    return streams.serve(
        ctx, ctx.request(), format.headers("links"), body -> write(pages, first, format, body));
  }

  private void write(LinkPage.Query pages, List<Link> first, Format format, StreamedBody body)
      throws InterruptedException {
    if (format == Format.CSV) {
      body.line(LinkJson.CSV_HEAD.getBytes(StandardCharsets.UTF_8));
    }
    List<Link> page = first;
    while (true) {
      for (Link link : page) {
        LinkJson json = renderer.apply(link);
        body.line(format == Format.CSV ? json.csv() : Json.bytes(json));
      }
      if (page.size() < PAGE || !body.isOpen()) {
        return;
      }
      page = service.links(pages.after(page.getLast()));
    }
  }
}
