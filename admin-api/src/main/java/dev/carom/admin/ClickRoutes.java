package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickArchive;
import dev.carom.core.click.SingleClick;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API of single clicks: a part of them, or all in a file. */
final class ClickRoutes {

  static final String OF_ALL = "/api/v1/clicks";
  static final String OF_LINK = LinkRoutes.LINK + "/clicks";

  /** How many clicks of a file are read at once. */
  private static final int PAGE = 2000;

  private final LinkService links;
  private final ClickArchive clicks;
  private final Streams streams;
  private final InstantSource clock;

  ClickRoutes(LinkService links, ClickArchive clicks, Streams streams, InstantSource clock) {
    this.links = links;
    this.clicks = clicks;
    this.streams = streams;
    this.clock = clock;
  }

  /** What is said of a part: how long it may be, and where the next one begins. */
  record Meta(int limit, @Nullable String nextCursor) {}

  HttpResponse ofAll(ServiceRequestContext ctx, byte[] body) {
    ClicksQuery query = ClicksQuery.parse(ctx.queryParams(), clock.instant());
    return answer(ctx, query, query.of(Click.ALL_LINKS));
  }

  HttpResponse ofLink(ServiceRequestContext ctx, byte[] body) {
    ClicksQuery query = ClicksQuery.parse(ctx.queryParams(), clock.instant());
    long linkId = LinkId.found(ctx, links.find(LinkId.of(ctx))).id();
    return answer(ctx, query, query.of(linkId));
  }

  private HttpResponse answer(
      ServiceRequestContext ctx, ClicksQuery query, ClickArchive.Query wanted) {
    if (query.format() == Format.JSON) {
      return page(query, wanted);
    }
    // Read before anything is answered: if the store is away, that can still be said.
    List<SingleClick> first = clicks.find(wanted, Long.MAX_VALUE, PAGE);
    return streams.serve(
        ctx,
        ctx.request(),
        query.format().headers("clicks"),
        body -> write(query.format(), wanted, first, body));
  }

  private HttpResponse page(ClicksQuery query, ClickArchive.Query wanted) {
    // One more than asked for tells whether there are more.
    List<SingleClick> found = clicks.find(wanted, query.before(), query.limit() + 1);
    boolean goesOn = found.size() > query.limit();
    List<SingleClick> page = goesOn ? found.subList(0, query.limit()) : found;
    String next = goesOn ? ClicksQuery.cursor(page.getLast().id()) : null;
    return Json.ok(
        Json.envelope(page.stream().map(ClickJson::of).toList(), new Meta(query.limit(), next)));
  }

  private void write(
      Format format, ClickArchive.Query wanted, List<SingleClick> first, StreamedBody body)
      throws InterruptedException {
    if (format == Format.CSV) {
      body.line(ClickJson.CSV_HEAD.getBytes(StandardCharsets.UTF_8));
    }
    List<SingleClick> page = first;
    while (true) {
      for (SingleClick click : page) {
        body.line(line(format, ClickJson.of(click)));
      }
      if (page.size() < PAGE || !body.isOpen()) {
        return;
      }
      page = clicks.find(wanted, page.getLast().id(), PAGE);
    }
  }

  private static byte[] line(Format format, ClickJson click) {
    return format == Format.CSV ? click.csv() : Json.bytes(click);
  }
}
