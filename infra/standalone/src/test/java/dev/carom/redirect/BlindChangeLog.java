package dev.carom.redirect;

import dev.carom.core.change.ChangeLog;
import dev.carom.core.link.Domain;
import dev.carom.core.safety.Blocklist;
import java.time.Duration;
import java.util.List;

/**
 * Changes of which whoever joins again is not told those that it missed, as if a lease were trusted
 * without reading them.
 */
record BlindChangeLog(ChangeLog log) implements ChangeLog {

  @Override
  public Session open() {
    return new BlindSession(log.open());
  }

  private static final class BlindSession implements Session {

    private final Session session;

    /** Whether what was missed is still to come. */
    private boolean behind = true;

    private BlindSession(Session session) {
      this.session = session;
    }

    @Override
    public void join(Server server, long applied) {
      session.join(server, applied);
      behind = true;
    }

    @Override
    public Batch poll(Server server, long applied) {
      Batch batch = session.poll(server, applied);
      behind |= !batch.renewed();
      if (!behind) {
        return batch;
      }
      behind = !batch.renewed() || batch.hasMore();
      return new Batch(
          batch.renewed(),
          batch.epoch(),
          batch.pruned(),
          batch.lastId(),
          List.of(),
          false,
          batch.renewed() ? batch.readTo() : applied,
          batch.newest());
    }

    @Override
    public List<Domain> domains() {
      return session.domains();
    }

    @Override
    public Blocklist blocklist() {
      return session.blocklist();
    }

    @Override
    public void leave(Server server) {
      session.leave(server);
    }

    @Override
    public void awaitChanges(Duration atMost) {
      session.awaitChanges(atMost);
    }

    @Override
    public void prune() {
      session.prune();
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
