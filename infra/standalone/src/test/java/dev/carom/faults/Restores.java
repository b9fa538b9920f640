package dev.carom.faults;

import dev.carom.core.change.Lease;
import dev.carom.core.testing.Backup;
import dev.carom.faults.Cluster.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Takes backups of a cluster's PostgreSQL, and puts the last one back, as somebody does who has
 * lost the rest. Used by one thread.
 */
final class Restores {

  /** Between two clocks that are read one after the other. */
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Cluster cluster;
  private final History history;
  private Backup backup;

  /** Takes the first backup. */
  Restores(Cluster cluster, History history) throws IOException, SQLException {
    this.cluster = cluster;
    this.history = history;
    this.backup = backUp();
  }

  /** The next restore goes back to what is committed now. */
  void backUpAgain() throws IOException, SQLException {
    Backup last = backup;
    backup = backUp();
    last.delete();
  }

  /** Throws the last backup away. */
  void forget() throws IOException {
    backup.delete();
  }

  private Backup backUp() throws IOException, SQLException {
    Path folder = cluster.folder();
    return Backup.take(
        cluster.postgres(),
        folder.resolve("postgres"),
        Files.createTempDirectory(folder, "backup-"));
  }

  /**
   * Restores the database. What it then says is the truth, and is noted before a server can reach
   * it.
   *
   * @param held whether servers hear nothing meanwhile, rather than that it is away
   */
  void restore(boolean held) throws IOException, SQLException {
    cluster.servers().map(Server::postgres).forEach(held ? TcpProxy::hold : TcpProxy::cut);
    try {
      long begun = history.now();
      cluster.postgres().kill();
      backup.putBack();
      cluster.postgres().start();
      Map<String, Answer> truth = Truth.of(cluster.database()).read();
      long reachable = history.now();
      long settled = Math.max(reachable, begun + Lease.LENGTH.toNanos() + SLACK_NANOS);
      history.add(new History.Restore(truth, begun, reachable, settled));
    } finally {
      cluster.servers().map(Server::postgres).forEach(held ? TcpProxy::letGo : TcpProxy::mend);
    }
  }
}
