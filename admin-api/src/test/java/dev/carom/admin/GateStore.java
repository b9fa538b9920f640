package dev.carom.admin;

import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.Versions;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A store whose reader waits at a gate, or meets a defect. */
final class GateStore implements LinkStore {

  static final String SECRET_OF_OURS = "an inner secret";

  private final CountDownLatch gate = new CountDownLatch(1);
  private final Semaphore waiting = new Semaphore(0);

  void open() {
    gate.countDown();
  }

  /** Waits until so many readers are at the gate. */
  void awaitWaiting(int readers) {
    waiting.acquireUninterruptibly(readers);
  }

  @Override
  public @Nullable Link find(long id) {
    waiting.release();
    try {
      gate.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  @Override
  public List<Minted> mint(List<NewLink> links) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public List<Minted> mintEach(List<NewLink> links, List<String> requestIds) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public @Nullable Link find(ShortCode code) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public List<Link> find(Collection<Long> ids, Collection<ShortCode> codes) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public List<Revised> revise(List<Revision> revisions) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public LinkPage list(LinkPage.Query query) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public List<Link> links(LinkPage.Query query) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public @Nullable Link edit(long id, LinkEdit edit, Versions only) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public @Nullable Link rollBack(long id, long version, Versions only) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public List<Replaced> history(long id, long before, int limit) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public @Nullable Link block(long id, @Nullable String reason, Versions only) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }

  @Override
  public @Nullable Link delete(long id, Versions only) {
    throw new IllegalStateException(SECRET_OF_OURS);
  }
}
