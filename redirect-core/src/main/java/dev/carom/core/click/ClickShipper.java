package dev.carom.core.click;

import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Brings journals to the store, in order, and each click once: the store moves a journal's position
 * in the transaction that counts its clicks, and only from where this thinks it is. Whatever fails,
 * the store is asked again where it is, so what it had committed after all is not sent twice, and
 * what it has lost, restored to an earlier time, is sent again while its segments are kept.
 *
 * <p>Besides the process's own journal it ships those of processes that have ended, which it finds
 * when it starts and every minute. One thread.
 */
public final class ClickShipper implements AutoCloseable {

  /**
   * How clicks are shipped.
   *
   * @param every how long a click may wait
   * @param batch how many clicks a transaction may count, roughly
   * @param keep how long segments are kept after they were shipped
   * @param keepBytes how much of a journal is kept so at most
   * @param keepClicks how long the store keeps single clicks
   */
  public record Pace(
      Duration every, int batch, Duration keep, long keepBytes, Duration keepClicks) {}

  private static final Duration LOOK_FOR_ABANDONED = Duration.ofMinutes(1);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);
  private static final Duration FORGET_AGAIN = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** How long one journal may keep the others, and all that is done beside, waiting. */
  private static final Duration TURN = Duration.ofSeconds(5);

  /** The smallest transaction that is tried when larger ones fail. */
  private static final int LEAST_BATCH = 1_000;

  private final ClickJournal own;
  private final Path dir;
  private final Path ringDir;
  private final ClickStore store;
  private final Visitors visitors;
  private final Pace pace;
  private final Agents agents = new Agents();
  private final List<Shipment> shipments = new ArrayList<>();
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(ClickShipper.class), "Clicks cannot be shipped");
  private final Counter shipped;
  private final Counter damaged;
  private final Ticker ticker = new Ticker("click-shipper", this::tick);
  private long lookedAt;
  private long forgetAt;

  /** As many clicks as the store takes in time: fewer after a failure, more after a success. */
  private int batch;

  /** Whether the store has taken everything when it was asked last. */
  private boolean well;

  private volatile long shippedUpToMillis = System.currentTimeMillis();

  private ClickShipper(
      ClickJournal own,
      Path dir,
      Path ringDir,
      ClickStore store,
      Visitors visitors,
      Pace pace,
      MeterRegistry registry) {
    this.own = own;
    this.dir = dir;
    this.ringDir = ringDir;
    this.store = store;
    this.visitors = visitors;
    this.pace = pace;
    this.batch = pace.batch();
    this.shipped =
        Counter.builder("carom.clicks.shipped")
            .description("Clicks that were counted")
            .register(registry);
    this.damaged =
        Counter.builder("carom.clicks.damaged")
            .description("Places of the journal that could not be read and were passed over")
            .register(registry);
    TimeGauge.builder(
            "carom.clicks.lag",
            this,
            TimeUnit.MILLISECONDS,
            shipper -> System.currentTimeMillis() - shipper.shippedUpToMillis)
        .description("For how long the journal has not been shipped to its end")
        .register(registry);
  }

  /**
   * Begins to ship.
   *
   * @param journal the process's own, which is closed with this
   * @param dir where journals lie
   * @param ringDir where their rings do
   * @param visitors gets the keys that servers share
   */
  public static ClickShipper start(
      ClickJournal journal,
      Path dir,
      Path ringDir,
      ClickStore store,
      Visitors visitors,
      Pace pace,
      MeterRegistry registry) {
    ClickShipper shipper = new ClickShipper(journal, dir, ringDir, store, visitors, pace, registry);
    shipper.shipments.add(Shipment.of(journal, shipper.agents));
    shipper.lookedAt = System.nanoTime() - LOOK_FOR_ABANDONED.toNanos();
    shipper.forgetAt = System.nanoTime();
    shipper.ticker.start();
    return shipper;
  }

  /**
   * Ships what processes that have ended have left in a folder, and returns how many clicks that
   * were. Journals of processes that run are passed over; no segment is deleted.
   *
   * @throws StoreException if the store does not take it now; what it took until then counts
   */
  public static long shipAbandoned(Path dir, Path ringDir, ClickStore store, int batch)
      throws IOException {
    Agents agents = new Agents();
    long clicks = 0;
    for (Path path : JournalFolder.paths(dir)) {
      JournalFolder folder = JournalFolder.takeAbandoned(path);
      if (folder != null) {
        try (Shipment shipment = Shipment.of(folder, ringDir, agents)) {
          do {
            clicks += shipment.ship(store, batch).clicks();
          } while (!shipment.isAtEnd());
        }
      }
    }
    return clicks;
  }

  private Duration tick() {
    well = shipAll();
    if (!well) {
      return AFTER_FAILURE;
    }
    return shipments.stream().allMatch(Shipment::hasReachedGoal) ? pace.every() : Duration.ZERO;
  }

  /** Ships what there is now, or a turn's part of it; false if something went wrong. */
  private boolean shipAll() {
    long begun = System.currentTimeMillis();
    boolean all = attempt(() -> visitors.refresh(store));
    all = attempt(this::lookAround) && all;
    for (Shipment shipment : shipments) {
      all = attempt(() -> ship(shipment)) && all;
    }
    if (!all) {
      // A store that fails may be another one when it is back: of no journal is it known any more
      // how far it has counted.
      shipments.forEach(Shipment::displace);
    } else if (shipments.stream().allMatch(Shipment::hasReachedGoal)) {
      shippedUpToMillis = begun;
    }
    forget();
    return attempt(this::cleanUp) && all;
  }

  /** A part of the work; if it fails, the others may still be done. */
  private interface Step {
    void run() throws IOException;
  }

  private boolean attempt(Step step) {
    try {
      step.run();
      return true;
    } catch (StoreException | IOException e) {
      failures.failed(e);
    } catch (RuntimeException | Error e) {
      failures.unexpected(e);
    }
    return false;
  }

  /** Looks for journals of processes that have ended, and doubts what is known of the others. */
  private void lookAround() throws IOException {
    long now = System.nanoTime();
    if (now - lookedAt < LOOK_FOR_ABANDONED.toNanos()) {
      return;
    }
    lookedAt = now;
    shipments.forEach(Shipment::doubt);
    for (Path path : JournalFolder.paths(dir)) {
      JournalFolder folder = JournalFolder.takeAbandoned(path);
      if (folder != null) {
        shipments.add(Shipment.of(folder, ringDir, agents));
      }
    }
  }

  /** A part each time, so that clicks do not wait for long; that it fails holds nothing up. */
  private void forget() {
    if (System.nanoTime() - forgetAt < 0) {
      return;
    }
    LocalDate oldest = LocalDate.now(ZoneOffset.UTC).minusDays(pace.keepClicks().toDays());
    boolean[] more = new boolean[1];
    boolean done = attempt(() -> more[0] = store.forgetBefore(oldest));
    if (!done || !more[0]) {
      forgetAt = System.nanoTime() + (done ? FORGET_EVERY : FORGET_AGAIN).toNanos();
    }
  }

  private void ship(Shipment shipment) throws IOException {
    long start = System.nanoTime();
    shipment.setGoal();
    try {
      do {
        Shipment.Delivery delivery = shipment.ship(store, batch);
        shipped.increment(delivery.clicks());
        damaged.increment(delivery.damaged());
        batch = Math.min(pace.batch(), 2 * batch);
      } while (!shipment.hasReachedGoal()
          && !ticker.isStopping()
          && System.nanoTime() - start < TURN.toNanos());
    } catch (StoreException e) {
      batch = Math.max(Math.min(LEAST_BATCH, pace.batch()), batch / 2);
      throw e;
    }
  }

  private void cleanUp() throws IOException {
    for (Shipment shipment : List.copyOf(shipments)) {
      if (shipment.cleanUp(pace.keep(), pace.keepBytes())) {
        shipments.remove(shipment);
      }
    }
  }

  /** Closes the journal, and ships what was in it to the last, if the store was there before. */
  @Override
  public void close() throws IOException {
    ticker.close();
    own.close();
    // A stop must not wait for a store that hangs.
    if (well) {
      boolean _ = shipAll();
    }
    for (Shipment shipment : shipments) {
      shipment.close();
    }
  }
}
