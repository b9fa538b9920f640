package dev.carom.admin;

import com.linecorp.armeria.common.HttpStatus;
import dev.carom.admin.BlocklistRoutes.EntryJson;
import dev.carom.admin.DomainRoutes.DomainJson;
import dev.carom.admin.Reply.Meta;
import dev.carom.admin.WorkspaceRoutes.WorkspaceJson;
import dev.carom.core.access.ApiKey;
import dev.carom.core.access.Workspace;
import dev.carom.core.change.Propagation;
import dev.carom.core.idempotency.Answer;
import dev.carom.core.idempotency.AnswerRenderer;
import dev.carom.core.link.DomainStore;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.safety.BlocklistStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Renders the answers of a route for being kept: as they are sent, but for how far the change has
 * come, which is told anew each time, and for secrets. Usable by any thread.
 */
record ReplyRenderer(
    HttpStatus status,
    Function<Link, LinkJson> links,
    Function<DomainStore.Entry, DomainJson> domains,
    InstantSource clock)
    implements AnswerRenderer {

  /** In the place of what is not known yet. */
  private static final Meta UNKNOWN = Meta.of(Propagation.NOTHING_STALE);

  /** An answer that nothing was changed for. */
  Answer answer(Reply reply) {
    return new Answer(
        reply.status(status).code(),
        reply.location(status),
        new String(Json.bytes(reply.body()), StandardCharsets.UTF_8));
  }

  /** Of one link, as its route mints them. */
  @Override
  public @Nullable Answer minted(List<Minted> outcomes) {
    return switch (outcomes.getFirst()) {
      case Minted.Created(Link link, _) -> answer(Reply.of(links.apply(link), null));
      case Minted.Found(Link link) -> answer(Reply.found(links.apply(link)));
      case Minted.CodeTaken _, Minted.NoSuchDomain _, Minted.TargetRefused _ -> null;
    };
  }

  @Override
  public Answer changed(Link link) {
    return answer(Reply.of(links.apply(link), UNKNOWN));
  }

  @Override
  public Answer changed(ApiKey key) {
    return answer(Reply.of(KeyJson.withoutSecret(key, clock.instant())));
  }

  @Override
  public Answer changed(DomainStore.Entry domain) {
    return answer(Reply.of(domains.apply(domain), UNKNOWN));
  }

  @Override
  public Answer changed(BlocklistStore.Entry entry) {
    return answer(Reply.of(EntryJson.of(entry), UNKNOWN));
  }

  @Override
  public Answer changed(Workspace workspace) {
    return answer(Reply.of(WorkspaceJson.of(workspace)));
  }
}
