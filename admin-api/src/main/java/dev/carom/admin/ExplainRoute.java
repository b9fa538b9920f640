package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.admin.Explanation.Explainer;
import dev.carom.core.link.Domain;
import dev.carom.core.link.Link;
import dev.carom.core.link.ShortCode;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The API that tells why a short URL is answered as it is. Nothing is counted. */
final class ExplainRoute {

  static final String EXPLAIN = "/api/v1/explain";

  private static final String HOST = "host";
  private static final String CODE = "code";

  static final Set<String> PARAMETERS = Set.of(HOST, CODE);

  private final Explainer explainer;
  private final DomainNames domains;
  private final InstantSource clock;

  ExplainRoute(Explainer explainer, DomainNames domains, InstantSource clock) {
    this.explainer = explainer;
    this.domains = domains;
    this.clock = clock;
  }

  /**
   * What is answered, and why.
   *
   * @param headers that are the same each time
   */
  record ExplanationJson(
      String domain,
      String code,
      String reason,
      int status,
      Map<String, String> headers,
      String tier,
      @Nullable LinkVersionJson link) {}

  /** Which link is concerned. */
  record LinkVersionJson(String id, long version, String shortUrl) {}

  HttpResponse explain(ServiceRequestContext ctx, byte[] body) {
    QueryParams parameters = ctx.queryParams();
    FieldErrors errors = new FieldErrors();
    String text = parameters.get(CODE);
    ShortCode code = text == null ? null : ShortCode.parse(text);
    if (code == null) {
      errors.add(CODE, "is required: the code of a short URL, 1 to 64 of A-Z a-z 0-9 _ -");
    }
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    if (code == null) {
      throw new IllegalStateException("a request without code passed its checks");
    }
    Domain domain = domains.answering(parameters.get(HOST));
    return Json.ok(Json.envelope(json(domain, code)));
  }

  private ExplanationJson json(Domain domain, ShortCode code) {
    Explanation explanation = explainer.explain(domain, code, clock.instant());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Cache-Control", "no-store");
    if (explanation.location() != null) {
      headers.put("Location", explanation.location().value());
    }
    Link link = explanation.link();
    return new ExplanationJson(
        domains.host(domain.host()),
        domain.code(code).value(),
        name(explanation.reason()),
        explanation.status(),
        headers,
        name(explanation.tier()),
        link == null
            ? null
            : new LinkVersionJson(
                Long.toString(link.id()), link.version(), domains.shortUrl(link)));
  }

  private static String name(Enum<?> constant) {
    String lower = constant.name().toLowerCase(Locale.ROOT);
    int underscore = lower.indexOf('_');
    return underscore < 0
        ? lower
        : lower.substring(0, underscore)
            + Character.toUpperCase(lower.charAt(underscore + 1))
            + lower.substring(underscore + 2);
  }
}
