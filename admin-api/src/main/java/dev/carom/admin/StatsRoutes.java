package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStats;
import dev.carom.core.click.ClickStats.Breakdown;
import dev.carom.core.click.ClickStats.Scope;
import dev.carom.core.click.Dimension;
import dev.carom.core.link.Domain;
import dev.carom.core.link.LinkFilter;
import dev.carom.core.link.LinkPage;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The API of counts: of a link's clicks, of a tag's or a domain's, and of all links'. */
final class StatsRoutes {

  private static final String TAG = "tag";

  static final String OF_ALL = "/api/v1/stats";
  static final String OF_LINK = LinkRoutes.LINK + "/stats";
  static final String OF_ALL_BY = OF_ALL + "/{dimension}";
  static final String OF_LINK_BY = OF_LINK + "/{dimension}";

  /** Parameters of a link's counts by a dimension. */
  static final Set<String> OF_LINK_BY_PARAMETERS = with(StatsQuery.PARAMETERS, "limit");

  /** Parameters of the counts of many links. */
  static final Set<String> OF_ALL_PARAMETERS = with(StatsQuery.PARAMETERS, TAG, ListQuery.DOMAIN);

  /** Parameters of the counts of many links by a dimension. */
  static final Set<String> OF_ALL_BY_PARAMETERS = with(OF_ALL_PARAMETERS, "limit");

  private static final Limit LIMIT = new Limit(100, 1000);

  /** Whose clicks are added up at once: up to there the number of links is exact. */
  private static final int MAX_LINKS = LinkPage.EXACT_TOTAL;

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
  private final DomainNames domains;
  private final ClickStats stats;
  private final InstantSource clock;

  StatsRoutes(LinkService links, DomainNames domains, ClickStats stats, InstantSource clock) {
    this.links = links;
    this.domains = domains;
    this.stats = stats;
    this.clock = clock;
  }

  private static Set<String> with(Set<String> parameters, String... others) {
    return Stream.concat(parameters.stream(), Stream.of(others))
        .collect(Collectors.toUnmodifiableSet());
  }

  HttpResponse ofAll(ServiceRequestContext ctx, byte[] body) {
    return count(query(ctx), scope(ctx));
  }

  HttpResponse ofLink(ServiceRequestContext ctx, byte[] body) {
    StatsQuery query = query(ctx);
    return count(query, link(ctx));
  }

  HttpResponse ofAllBy(ServiceRequestContext ctx, byte[] body) {
    StatsQuery query = query(ctx);
    int limit = limit(ctx.queryParams());
    if (ORPHANS.equals(ctx.pathParam("dimension"))) {
      return orphans(ctx, query, limit);
    }
    return breakDown(query, limit, scope(ctx), dimension(ctx));
  }

  HttpResponse ofLinkBy(ServiceRequestContext ctx, byte[] body) {
    StatsQuery query = query(ctx);
    int limit = limit(ctx.queryParams());
    Dimension dimension = dimension(ctx);
    return breakDown(query, limit, link(ctx), dimension);
  }

  private HttpResponse orphans(ServiceRequestContext ctx, StatsQuery query, int limit) {
    FieldErrors errors = new FieldErrors();
    for (String name : List.of(TAG, ListQuery.DOMAIN)) {
      if (ctx.queryParams().contains(name)) {
        errors.add(name, "is what links have; codes without a link have none");
      }
    }
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    Scope nobody = new Scope.OfLink(Click.NO_LINK);
    return answer(query, limit, stats.orphans(query.of(nobody), limit));
  }

  private StatsQuery query(ServiceRequestContext ctx) {
    return StatsQuery.parse(ctx.queryParams(), clock.instant());
  }

  private Scope link(ServiceRequestContext ctx) {
    return new Scope.OfLink(LinkId.found(ctx, links.find(LinkId.of(ctx))).id());
  }

  private Scope scope(ServiceRequestContext ctx) {
    QueryParams parameters = ctx.queryParams();
    FieldErrors errors = new FieldErrors();
    String tag = ListQuery.tag(parameters, errors);
    Domain domain = ListQuery.domain(parameters, domains, errors);
    if (tag != null && domain != null) {
      errors.add(TAG, "cannot be combined with domain; ask for one of them");
    } else if (tag != null) {
      refuseTooMany(TAG, new LinkFilter(null, tag, null, null, null), errors);
    } else if (domain != null) {
      LinkFilter ofDomain = new LinkFilter(null, null, null, null, null, domain.id());
      refuseTooMany(ListQuery.DOMAIN, ofDomain, errors);
    }
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    if (tag != null) {
      return new Scope.OfTag(tag);
    }
    return domain == null
        ? new Scope.OfWorkspace(Authentication.actor(ctx).workspace())
        : new Scope.OfDomain(domain.id());
  }

  private void refuseTooMany(String parameter, LinkFilter filter, FieldErrors errors) {
    if (links.count(filter) > MAX_LINKS) {
      errors.add(
          parameter, "has more than %d links, whose counts take too long".formatted(MAX_LINKS));
    }
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

  private HttpResponse count(StatsQuery query, Scope scope) {
    StatsJson json = StatsJson.of(query, stats.count(query.of(scope)));
    return Json.ok(new Json.Envelope<>(json, StatsJson.Meta.of(query)));
  }

  private HttpResponse breakDown(StatsQuery query, int limit, Scope scope, Dimension dimension) {
    return answer(query, limit, stats.breakDown(query.of(scope), dimension, limit));
  }

  private static HttpResponse answer(StatsQuery query, int limit, Breakdown breakdown) {
    return Json.ok(
        new Json.Envelope<>(BreakdownJson.of(breakdown), BreakdownJson.Meta.of(query, limit)));
  }
}
