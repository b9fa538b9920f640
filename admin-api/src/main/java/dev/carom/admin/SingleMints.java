package dev.carom.admin;

import dev.carom.core.access.Actor;
import dev.carom.core.idempotency.IdempotentRequest;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import java.util.List;

/**
 * Mints links that requests wish for one by one: those that come at the same time, from the same
 * client, in one transaction. Usable by any thread.
 */
final class SingleMints {

  private static final int MAX_TOGETHER = 64;

  private final LinkStore store;
  private final Batcher<Client, Wish, Minted> together = new Batcher<>(MAX_TOGETHER, this::mint);

  /** Whom the audit log names, and whose workspace the links belong to. */
  private record Client(String name, int workspace) {}

  private record Wish(NewLink link, String requestId) {}

  SingleMints(LinkStore store) {
    this.store = store;
  }

  Minted mint(NewLink link) {
    Actor actor = Actor.current();
    String requestId = actor == null ? null : actor.requestId();
    return actor == null || requestId == null || mayWait(link)
        ? store.mint(List.of(link)).getFirst()
        : together.call(new Client(actor.name(), actor.workspace()), new Wish(link, requestId));
  }

  /** Whether its transaction may have to wait for others, or be undone: nobody shall share that. */
  private static boolean mayWait(NewLink link) {
    return link.code() != null
        || link.domain() != null
        || link.reuse()
        || IdempotentRequest.current() != null;
  }

  private List<Minted> mint(List<Wish> wishes) {
    return wishes.size() == 1
        ? store.mint(List.of(wishes.getFirst().link()))
        : store.mintEach(
            wishes.stream().map(Wish::link).toList(),
            wishes.stream().map(Wish::requestId).toList());
  }
}
