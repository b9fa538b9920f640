package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.faults.AdminClient.Sent;
import dev.carom.faults.Answer.Target;
import dev.carom.faults.Cluster.Server;
import dev.carom.faults.Operation.Kind;
import dev.carom.faults.Operation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A cluster, and what is done with it step by step. */
final class Rehearsal implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration RECOVERY = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final History history = new History();
  private final Audience audience;
  private final AdminClient admin;
  private final SplittableRandom random = new SplittableRandom(1);
  private long values;

  /** A link that was minted. */
  record Minted(String id, String code) {}

  /** Takes a cluster over, which is closed with it. */
  Rehearsal(Cluster cluster) {
    this.cluster = cluster;
    this.audience = Audience.of(cluster, history);
    this.admin = new AdminClient(cluster.admins().getFirst().process());
  }

  static Rehearsal open(Path folder, Cluster.Programs programs)
      throws IOException, InterruptedException {
    return new Rehearsal(Cluster.open(folder, programs));
  }

  Cluster cluster() {
    return cluster;
  }

  History history() {
    return history;
  }

  /** The redirect server to which it happens. */
  Server victim() {
    return cluster.redirects().getFirst();
  }

  /** Mints a link with a generated code, as soon as that can be done. */
  Minted mint() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Target target = new Target(++values);
      Operation begun = history.beginMint(target);
      if (admin.mint(target.url(), "", PATIENCE) instanceof Sent.Done(JsonNode link)) {
        String code = link.get("code").stringValue();
        history.endMint(code, target, begun);
        return new Minted(link.get("id").stringValue(), code);
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no link can be minted");
  }

  /** Changes a link, and returns how long that took. */
  Duration edit(Minted link) {
    long begun = history.now();
    assertThat(tryToEdit(link, PATIENCE)).isTrue();
    return Duration.ofNanos(history.now() - begun);
  }

  /**
   * Changes a link as often as it takes until that is acknowledged, after what servers recover
   * from.
   */
  void editAtLast(Minted link) {
    Awaitility.await().atMost(RECOVERY).until(() -> tryToEdit(link, PATIENCE));
  }

  /** Changes a link, and returns whether that was acknowledged. */
  boolean tryToEdit(Minted link, Duration patience) {
    Target target = new Target(++values);
    Operation begun = history.begin(link.code, Kind.EDIT, target);
    Outcome outcome = admin.edit(link.id, target.url(), patience).outcome();
    history.end(link.code, begun, outcome);
    return outcome == Outcome.ACKNOWLEDGED;
  }

  /** Has a link followed on every server, and does not wait for the answers. */
  void follow(Minted link) {
    audience.follow(link.code, random);
  }

  /** Has a link followed on every server for a while. */
  void follow(Minted link, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      follow(link);
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    try (cluster) {
      audience.close();
    }
  }
}
