package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.access.AuditEntry;
import dev.carom.core.access.AuditLog;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The API of the audit log: who has changed what. */
final class AuditRoutes {

  static final String AUDIT = "/api/v1/audit";

  static final Set<String> PARAMETERS =
      Set.of("limit", "cursor", "from", "to", "actor", "kind", "id");

  private static final List<String> KINDS =
      List.of("link", "key", "blocklist", "domain", "workspace");

  private final AuditLog log;

  AuditRoutes(AuditLog log) {
    this.log = log;
  }

  HttpResponse list(ServiceRequestContext ctx, byte[] body) {
    QueryParams parameters = ctx.queryParams();
    FieldErrors errors = new FieldErrors();
    IdPage page = IdPage.parse(parameters, errors);
    AuditLog.Query query =
        new AuditLog.Query(
            time(parameters, "from", errors),
            time(parameters, "to", errors),
            parameters.get("actor"),
            kind(parameters, errors),
            subject(parameters, errors));
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    return page.answer(
        (before, limit) -> log.read(query, before, limit), AuditEntry::id, AuditJson::of);
  }

  private static @Nullable Instant time(QueryParams parameters, String field, FieldErrors errors) {
    ZonedDateTime time = TimeParameter.parse(parameters, field, ZoneOffset.UTC, errors);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable String kind(QueryParams parameters, FieldErrors errors) {
    String kind = parameters.get("kind");
    if (kind != null && !KINDS.contains(kind)) {
      errors.add("kind", "must be one of " + String.join(", ", KINDS));
    }
    return kind;
  }

  private static @Nullable Long subject(QueryParams parameters, FieldErrors errors) {
    String text = parameters.get("id");
    if (text == null) {
      return null;
    }
    Long id = LinkId.parse(text);
    if (id == null) {
      errors.add("id", "must be the id of what was changed");
    } else if (!parameters.contains("kind")) {
      errors.add("kind", "is required with id, which alone does not tell what was changed");
    }
    return id;
  }
}
