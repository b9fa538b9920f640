package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStats;
import dev.carom.core.click.ClickStats.Breakdown;
import dev.carom.core.click.Dimension;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The API of counts: of a link's clicks, and of all links'. */
final class StatsRoutes {

  static final String OF_ALL = "/api/v1/stats";
  static final String OF_LINK = LinkRoutes.LINK + "/stats";
  static final String OF_ALL_BY = OF_ALL + "/{dimension}";
  static final String OF_LINK_BY = OF_LINK + "/{dimension}";

  /** Parameters of what is counted by a dimension. */
  static final Set<String> PARAMETERS_BY;

  static {
    Set<String> parameters = new TreeSet<>(StatsQuery.PARAMETERS);
    parameters.add("limit");
    PARAMETERS_BY = Set.copyOf(parameters);
  }

  private static final Limit LIMIT = new Limit(100, 1000);
  private static final String ORPHANS = "orphans";
  private static final Map<String, Dimension> DIMENSIONS = new LinkedHashMap<>();

  static {
    DIMENSIONS.put("countries", Dimension.COUNTRY);
    DIMENSIONS.put("cities", Dimension.CITY);
    DIMENSIONS.put("referrers", Dimension.REFERRER);
    DIMENSIONS.put("devices", Dimension.DEVICE);
    DIMENSIONS.put("browsers", Dimension.BROWSER);
    DIMENSIONS.put("os", Dimension.OS);
    DIMENSIONS.put("languages", Dimension.LANGUAGE);
  }

  private final LinkService links;
  private final ClickStats stats;
  private final InstantSource clock;

  StatsRoutes(LinkService links, ClickStats stats, InstantSource clock) {
    this.links = links;
    this.stats = stats;
    this.clock = clock;
  }

  HttpResponse ofAll(ServiceRequestContext ctx, byte[] body) {
    return count(query(ctx), Click.ALL_LINKS);
  }

  HttpResponse ofLink(ServiceRequestContext ctx, byte[] body) {
    StatsQuery query = query(ctx);
    return count(query, linkId(ctx));
  }

  HttpResponse ofAllBy(ServiceRequestContext ctx, byte[] body) {
    StatsQuery query = query(ctx);
    int limit = limit(ctx.queryParams());
    if (ORPHANS.equals(ctx.pathParam("dimension"))) {
      return answer(query, limit, stats.orphans(query.of(Click.NO_LINK), limit));
    }
    return breakDown(query, limit, Click.ALL_LINKS, dimension(ctx));
  }

  HttpResponse ofLinkBy(ServiceRequestContext ctx, byte[] body) {
    StatsQuery query = query(ctx);
    int limit = limit(ctx.queryParams());
    Dimension dimension = dimension(ctx);
    return breakDown(query, limit, linkId(ctx), dimension);
  }

  private StatsQuery query(ServiceRequestContext ctx) {
    return StatsQuery.parse(ctx.queryParams(), clock.instant());
  }

  private long linkId(ServiceRequestContext ctx) {
    return LinkId.found(ctx, links.find(LinkId.of(ctx))).id();
  }

  private static int limit(QueryParams parameters) {
    FieldErrors errors = new FieldErrors();
    int limit = LIMIT.parse(parameters, errors);
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    return limit;
  }

  private static Dimension dimension(ServiceRequestContext ctx) {
    String name = String.valueOf(ctx.pathParam("dimension"));
    Dimension dimension = DIMENSIONS.get(name);
    if (dimension == null) {
      throw new ProblemException(
          new Problem(
              ProblemType.NOT_FOUND,
              "Clicks are not counted by %s; they are by %s"
                  .formatted(JsonObject.quote(name), String.join(", ", DIMENSIONS.keySet()))));
    }
    return dimension;
  }

  private HttpResponse count(StatsQuery query, long linkId) {
    StatsJson json = StatsJson.of(query, stats.count(query.of(linkId)));
    return Json.ok(new Json.Envelope<>(json, StatsJson.Meta.of(query)));
  }

  private HttpResponse breakDown(StatsQuery query, int limit, long linkId, Dimension dimension) {
    return answer(query, limit, stats.breakDown(query.of(linkId), dimension, limit));
  }

  private static HttpResponse answer(StatsQuery query, int limit, Breakdown breakdown) {
    return Json.ok(
        new Json.Envelope<>(BreakdownJson.of(breakdown), BreakdownJson.Meta.of(query, limit)));
  }
}
