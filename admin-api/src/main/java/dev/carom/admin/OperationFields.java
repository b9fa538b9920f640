package dev.carom.admin;

import dev.carom.admin.LinkOperation.Create;
import dev.carom.admin.LinkOperation.Delete;
import dev.carom.admin.LinkOperation.Name;
import dev.carom.admin.LinkOperation.Update;
import dev.carom.core.link.Domain;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.Versions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads what clients write about operations, as strictly as {@link LinkFields} reads links. What
 * says nothing else is a link to be minted. For one thread, which may be kept waiting for the
 * domains that are named; each is asked for once.
 */
final class OperationFields {

  private static final String OP = "op";
  private static final String CREATE = "create";
  private static final String UPDATE = "update";
  private static final String DELETE = "delete";

  private static final String ID = "id";
  private static final String CODE = "code";
  static final String PATCH = "patch";

  private static final List<String> DELETION =
      List.of(OP, ID, CODE, LinkFields.DOMAIN, LinkVersion.FIELD);
  private static final List<String> UPDATING =
      List.of(OP, ID, CODE, LinkFields.DOMAIN, LinkVersion.FIELD, PATCH);

  private final LinkFields links;
  private final LinkVersion versions;
  private final DomainNames names;
  private final Map<String, Domain> domains = new HashMap<>();

  OperationFields(LinkFields links, LinkVersion versions, DomainNames names) {
    this.links = links;
    this.versions = versions;
    this.names = names;
  }

  /**
   * Reads an operation.
   *
   * @throws ProblemException with all that is wrong with it
   */
  LinkOperation operation(JsonObject body) {
    FieldErrors errors = new FieldErrors();
    BodyFields fields = new BodyFields(body.properties(), errors);
    String op = fields.has(OP) ? fields.text(OP, false, text -> text) : CREATE;
    return switch (op) {
      case CREATE -> new Create(links.newLink(body.without(OP)));
      case UPDATE -> {
        fields.refuseOthers(UPDATING, "an update");
        LinkEdit edit = edit(fields);
        Named named = named(fields);
        yield new Update(named.name, edit, named.only);
      }
      case DELETE -> {
        fields.refuseOthers(DELETION, "a delete");
        Named named = named(fields);
        yield new Delete(named.name, named.only);
      }
      case null, default -> {
        if (op != null) {
          errors.add(OP, "must be create, update or delete");
        }
        errors.throwIfAny(ProblemType.INVALID_LINK);
        throw new IllegalStateException("an unknown operation passed its checks");
      }
    };
  }

  /** A link, and of which versions it has to be. */
  private record Named(Name name, Versions only) {}

  /**
   * Reads which link is meant. That it has to be of a version, is said if nothing else is wrong.
   */
  private Named named(BodyFields fields) {
    String id = fields.text(ID, false, text -> text);
    String code = fields.text(CODE, false, text -> text);
    Domain domain =
        fields.text(
            LinkFields.DOMAIN,
            true,
            host -> domains.computeIfAbsent(DomainNames.parse(host), names::require));
    if (domain != null && fields.has(ID)) {
      fields.errors().add(LinkFields.DOMAIN, "goes with code alone");
    }
    if (fields.has(ID) == fields.has(CODE)) {
      fields
          .errors()
          .add(
              ID,
              fields.has(CODE)
                  ? "cannot be combined with code"
                  : "is required: which link is meant; or its code");
    }
    fields.errors().throwIfAny(ProblemType.INVALID_LINK);
    Versions only = versions.wanted(fields);
    fields.errors().throwIfAny(ProblemType.INVALID_LINK);
    return new Named(name(id, code, domain == null ? Domain.DEFAULT : domain), only);
  }

  /** What no link can have as its name is not found, as if none had. */
  private static Name name(@Nullable String id, @Nullable String code, Domain domain) {
    if (id != null) {
      Long number = LinkId.parse(id);
      if (number == null) {
        throw new ProblemException(Problem.noLink(ID, id));
      }
      return new Name.Id(number);
    }
    String text = String.valueOf(code);
    ShortCode parsed = ShortCode.parse(text);
    if (parsed == null) {
      throw new ProblemException(Problem.noLink(CODE, text));
    }
    return new Name.Code(domain.code(parsed));
  }

  private LinkEdit edit(BodyFields fields) {
    fields.require(PATCH, "an object with the fields to change");
    Map<String, JsonNode> patch = new LinkedHashMap<>();
    JsonNode value = fields.get(PATCH);
    if (value != null) {
      if (value.isObject()) {
        value.forEachEntry(patch::put);
      } else {
        fields.refuse(PATCH, "must be an object", value);
      }
    }
    FieldErrors errors = new FieldErrors();
    LinkEdit edit = links.edit(new JsonObject(patch), errors);
    fields.errors().addAll(PATCH, errors);
    return edit;
  }
}
