package dev.carom.core.idempotency;

import dev.carom.core.access.ApiKey;
import dev.carom.core.access.Workspace;
import dev.carom.core.link.DomainStore;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.safety.BlocklistStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how a change is answered. Stores ask it in the change's transaction, so it does not block.
 * Each method gets what was changed as it is then; a link's version is still the one before.
 */
public interface AnswerRenderer {

  /** Returns the answer, or null if it would be a refusal, which is not kept. */
  @Nullable Answer minted(List<Minted> outcomes);

  Answer changed(Link link);

  Answer changed(ApiKey key);

  Answer changed(DomainStore.Entry domain);

  Answer changed(BlocklistStore.Entry entry);

  Answer changed(Workspace workspace);
}
