package dev.carom.admin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.link.Link;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.safety.Blocklist;
import dev.carom.core.safety.BlocklistStore;
import dev.carom.core.safety.BlocklistStore.Entry;
import dev.carom.core.safety.TargetRule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The API of the blocklist. A change of it is answered, as that of a link is, when no redirect
 * server can redirect by what was before.
 */
final class BlocklistRoutes {

  static final String BLOCKLIST = "/api/v1/blocklist";
  static final String ENTRY = BLOCKLIST + "/{id}";

  static final Set<String> LIST_PARAMETERS = Set.of("limit", "cursor");

  private static final String PATTERN = "pattern";
  private static final String REASON = "reason";

  private final BlocklistStore store;
  private final LinkService service;

  /**
   * @param service waits until changes are everywhere
   */
  BlocklistRoutes(BlocklistStore store, LinkService service) {
    this.store = store;
    this.service = service;
  }

  /** An entry as it is sent. */
  record EntryJson(String id, String pattern, String reason, String createdAt) {

    static EntryJson of(Entry entry) {
      return new EntryJson(
          Long.toString(entry.id()),
          entry.rule().pattern(),
          entry.reason(),
          Timestamps.format(entry.createdAt()));
    }
  }

  Reply add(ServiceRequestContext ctx, byte[] body) {
    FieldErrors errors = new FieldErrors();
    BodyFields fields =
        new BodyFields(JsonObject.parse(body, ProblemType.INVALID_BLOCK).properties(), errors);
    fields.refuseOthers(List.of(PATTERN, REASON), "the blocklist");
    fields.require(PATTERN, "a host, or a part of one, as in example.com/path*");
    fields.require(REASON, "why links may not lead there");
    TargetRule rule = fields.text(PATTERN, false, TargetRule::parse);
    String reason = fields.text(REASON, false, Link.Block::reason);
    errors.throwIfAny(ProblemType.INVALID_BLOCK);
    if (rule == null || reason == null) {
      throw new IllegalStateException("a body without pattern or reason passed its checks");
    }
    Entry entry = store.add(rule, reason);
    if (entry == null) {
      throw new ProblemException(
          new Problem(
              ProblemType.INVALID_BLOCK,
              "The blocklist has %d entries, and room for no more; remove some"
                  .formatted(Blocklist.MAX_RULES)));
    }
    Blocklist added = new Blocklist(List.of(rule));
    return Reply.of(
        EntryJson.of(entry), service.settle(store.lastChange(), link -> leads(link, added)));
  }

  private static boolean leads(Link link, Blocklist to) {
    TargetUrl expiredTarget = link.expiredTarget();
    return to.match(link.target()) != null
        || (expiredTarget != null && to.match(expiredTarget) != null);
  }

  Reply remove(ServiceRequestContext ctx, byte[] body) {
    Entry entry = found(ctx, store.remove(id(ctx)));
    return Reply.of(EntryJson.of(entry), Reply.Meta.of(service.propagate(store.lastChange())));
  }

  HttpResponse get(ServiceRequestContext ctx, byte[] body) {
    return Json.ok(Json.envelope(EntryJson.of(found(ctx, store.find(id(ctx))))));
  }

  HttpResponse list(ServiceRequestContext ctx, byte[] body) {
    return IdPage.parse(ctx.queryParams()).answer(store::list, Entry::id, EntryJson::of);
  }

  private static long id(ServiceRequestContext ctx) {
    Long id = LinkId.parse(String.valueOf(ctx.pathParam("id")));
    if (id == null) {
      throw notFound(ctx);
    }
    return id;
  }

  private static Entry found(ServiceRequestContext ctx, @Nullable Entry entry) {
    if (entry == null) {
      throw notFound(ctx);
    }
    return entry;
  }

  private static ProblemException notFound(ServiceRequestContext ctx) {
    return new ProblemException(
        new Problem(
            ProblemType.NOT_FOUND,
            "No entry of the blocklist has the id %s"
                .formatted(JsonObject.quote(String.valueOf(ctx.pathParam("id"))))));
  }
}
