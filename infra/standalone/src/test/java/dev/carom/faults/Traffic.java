package dev.carom.faults;

import dev.carom.core.code.CodeGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Followers and editors at work, until they are told to stop. */
final class Traffic {

  private static final int EDITORS = 6;
  private static final long FOLLOW_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Population population = new Population();
  private final Audience audience;
  private final List<Future<?>> actors = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;

  private Traffic(Audience audience) {
    this.audience = audience;
  }

  /**
   * Starts.
   *
   * @param name begins the codes that are chosen
   */
  static Traffic start(Cluster cluster, History history, String name, SplittableRandom random) {
    return start(cluster, Audience.of(cluster, history), "", history, name, random);
  }

  /**
   * Starts with certain followers.
   *
   * @param more what editors say of links that they mint
   */
  static Traffic start(
      Cluster cluster,
      Audience audience,
      String more,
      History history,
      String name,
      SplittableRandom random) {
    Traffic traffic = new Traffic(audience);
    CodeGenerator codes = Truth.of(cluster.database()).codes();
    Editor.Desk desk =
        new Editor.Desk(
            cluster.admins().stream()
                .map(server -> new AdminClient(server.process(), more))
                .toList(),
            traffic.audience,
            traffic.population,
            history,
            codes,
            new AtomicLong(),
            new AtomicLong());
    for (int i = 1; i <= EDITORS; i++) {
      Editor editor = new Editor(name + "-" + i, desk, random.split());
      traffic.begin(() -> editor.run(() -> traffic.stopping));
    }
    for (Followers followers : traffic.audience.followers()) {
      SplittableRandom picks = random.split();
      traffic.begin(() -> traffic.follow(followers, picks));
    }
    return traffic;
  }

  private interface Actor {
    void act() throws InterruptedException;
  }

  private void begin(Actor actor) {
    actors.add(
        threads.submit(() -> {
          actor.act();
          return null;
        }));
  }

  private void follow(Followers followers, SplittableRandom random) {
    while (!stopping) {
      followers.follow(population.pick(random), random.nextInt(100) < 10);
      LockSupport.parkNanos(random.nextLong(2 * FOLLOW_EVERY_NANOS));
    }
  }

  /** How many followers did not ask since too many waited. */
  long heldBack() {
    return audience.heldBack();
  }

  /** Stops, and waits for everybody's last answer. */
  void stop() throws InterruptedException {
    stopping = true;
    try (threads;
        audience) {
      for (Future<?> actor : actors) {
        actor.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("traffic came to an end by itself", e);
    }
  }
}
