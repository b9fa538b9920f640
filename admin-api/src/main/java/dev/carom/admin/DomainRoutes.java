package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.link.Domain;
import dev.carom.core.link.DomainEdit;
import dev.carom.core.link.DomainStore;
import dev.carom.core.link.DomainStore.Entry;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.link.TargetUrlParser;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The API of domains, each of which its host names. A change of one is answered, as that of a link
 * is, when no redirect server can answer by what was before.
 */
final class DomainRoutes {

  static final String DOMAINS = "/api/v1/domains";
  static final String DOMAIN = DOMAINS + "/{host}";

  static final Set<String> LIST_PARAMETERS = Set.of("limit", "cursor");

  private static final String HOST = "host";
  private static final String CASE_INSENSITIVE = "caseInsensitive";
  private static final String ROOT_URL = "rootUrl";
  private static final String NOT_FOUND_URL = "notFoundUrl";
  private static final String EXPIRED_URL = "expiredUrl";

  private static final List<String> EDIT = List.of(ROOT_URL, NOT_FOUND_URL, EXPIRED_URL);
  private static final List<String> CREATE =
      List.of(HOST, CASE_INSENSITIVE, ROOT_URL, NOT_FOUND_URL, EXPIRED_URL);

  private final DomainStore store;
  private final DomainNames names;
  private final TargetUrlParser targets;
  private final LinkService service;

  /**
   * @param service waits until changes are everywhere
   */
  DomainRoutes(DomainStore store, DomainNames names, TargetUrlParser targets, LinkService service) {
    this.store = store;
    this.names = names;
    this.targets = targets;
    this.service = service;
  }

  /** A domain as it is sent. */
  record DomainJson(
      String host,
      boolean isDefault,
      boolean caseInsensitive,
      @Nullable String rootUrl,
      @Nullable String notFoundUrl,
      @Nullable String expiredUrl,
      String createdAt,
      String updatedAt) {

    /**
     * @param names what it is called
     */
    static DomainJson of(Entry entry, DomainNames names) {
      Domain domain = entry.domain();
      return new DomainJson(
          names.host(domain.host()),
          domain.host() == null,
          domain.foldsCase(),
          text(domain.targets().root()),
          text(domain.targets().missing()),
          text(domain.targets().gone()),
          Timestamps.format(entry.createdAt()),
          Timestamps.format(entry.updatedAt()));
    }

    private static @Nullable String text(@Nullable TargetUrl target) {
      return target == null ? null : target.value();
    }
  }

  private DomainJson json(Entry entry) {
    return DomainJson.of(entry, names);
  }

  Reply add(ServiceRequestContext ctx, byte[] body) {
    FieldErrors errors = new FieldErrors();
    BodyFields fields = fields(body, CREATE, errors);
    fields.require(HOST, "the host of short URLs, such as go.brand.example");
    String host = fields.text(HOST, false, DomainNames::parse);
    Boolean caseInsensitive = fields.flag(CASE_INSENSITIVE);
    Domain.Targets leads =
        new Domain.Targets(
            fields.text(ROOT_URL, true, targets::parse),
            fields.text(NOT_FOUND_URL, true, targets::parse),
            fields.text(EXPIRED_URL, true, targets::parse));
    errors.throwIfAny(ProblemType.INVALID_DOMAIN);
    if (host == null) {
      throw new IllegalStateException("a body without host passed its checks");
    }
    boolean foldsCase = caseInsensitive != null && caseInsensitive;
    Entry entry =
        names.domain(host) == null
            ? null
            : store.add(new Domain(ShortCode.DEFAULT_DOMAIN, host, foldsCase, leads));
    if (entry == null) {
      throw new ProblemException(refused(host));
    }
    return changed(entry);
  }

  private Problem refused(String host) {
    if (names.find(host) != null) {
      return new Problem(
          ProblemType.DOMAIN_TAKEN, HOST, "there is this domain already; change it with PATCH");
    }
    if (store.isFull()) {
      return new Problem(
          ProblemType.INVALID_DOMAIN,
          "There are %d domains, and room for no more; give some up"
              .formatted(DomainStore.MAX_DOMAINS));
    }
    return new Problem(ProblemType.DOMAIN_TAKEN, HOST, "is the domain of another workspace");
  }

  Reply edit(ServiceRequestContext ctx, byte[] body) {
    FieldErrors errors = new FieldErrors();
    BodyFields fields = fields(body, EDIT, errors);
    DomainEdit edit =
        new DomainEdit(
            lead(fields, ROOT_URL), lead(fields, NOT_FOUND_URL), lead(fields, EXPIRED_URL));
    errors.throwIfAny(ProblemType.INVALID_DOMAIN);
    Entry entry = store.edit(find(ctx).domain().id(), edit);
    return changed(found(ctx, entry));
  }

  private DomainEdit.@Nullable Lead lead(BodyFields fields, String field) {
    return fields.has(field) ? new DomainEdit.Lead(fields.text(field, true, targets::parse)) : null;
  }

  private static BodyFields fields(byte[] body, List<String> known, FieldErrors errors) {
    BodyFields fields =
        new BodyFields(JsonObject.parse(body, ProblemType.INVALID_DOMAIN).properties(), errors);
    for (String field : CREATE) {
      if (fields.has(field) && !known.contains(field)) {
        errors.add(field, "cannot be changed; links have been made by it");
      }
    }
    fields.refuseOthers(CREATE, "a domain");
    return fields;
  }

  Reply remove(ServiceRequestContext ctx, byte[] body) {
    Entry entry = find(ctx);
    return switch (store.remove(entry.domain().id())) {
      case DONE -> changed(entry);
      case NOT_FOUND -> throw notFound(ctx);
      case IN_USE ->
          throw new ProblemException(
              new Problem(
                  ProblemType.DOMAIN_IN_USE,
                  entry.domain().host() == null
                      ? "The default domain cannot be given up"
                      : "The domain has links; delete them first"));
    };
  }

  private Reply changed(Entry entry) {
    return Reply.of(json(entry), Reply.Meta.of(service.propagate(store.lastChange())));
  }

  HttpResponse get(ServiceRequestContext ctx, byte[] body) {
    return Json.ok(Json.envelope(json(find(ctx))));
  }

  HttpResponse list(ServiceRequestContext ctx, byte[] body) {
    return IdPage.parse(ctx.queryParams())
        .answer(store::list, entry -> entry.domain().id(), this::json);
  }

  private Entry find(ServiceRequestContext ctx) {
    return found(ctx, names.find(host(ctx)));
  }

  private static Entry found(ServiceRequestContext ctx, @Nullable Entry entry) {
    if (entry == null) {
      throw notFound(ctx);
    }
    return entry;
  }

  private static String host(ServiceRequestContext ctx) {
    return String.valueOf(ctx.pathParam("host"));
  }

  private static ProblemException notFound(ServiceRequestContext ctx) {
    return new ProblemException(
        new Problem(
            ProblemType.NOT_FOUND,
            "No domain has the host %s".formatted(JsonObject.quote(host(ctx)))));
  }
}
