package dev.carom.admin.edge;

import dev.carom.admin.edge.EdgeLogs.Reading;
import dev.carom.core.config.EdgeLogFileConfig;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.edge.EdgeLogStore.Lines;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what one log tells, through its rotation, each line once: how far a file is counted stands
 * in the store, and moves in the transaction that counts. Whatever fails, the store is asked again.
 * One thread.
 */
public final class LogFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final int BATCH = 20_000;
  private static final int MAX_LINE_BYTES = 64 * 1024;

  /** Of wrong lines, so many are told in the log of this process for each batch. */
  private static final int TOLD = 3;

  private final String source;
  private final LogFiles files;
  private final EdgeLogs logs;
  private final EdgeLogStore store;
  private final AnsweredCounter answered;
  private final Counter counted;
  private final Counter refused;
  private final FailureLog failures = new FailureLog(LOG, "The edge's log cannot be counted");
  private final Map<UUID, Long> positions = new HashMap<>();
  private final Thread thread = Thread.ofPlatform().name("edge-logs").unstarted(this::run);
  private volatile long behindBytes;
  private volatile boolean stopping;

  private LogFollower(
      String source,
      EdgeLogFileConfig config,
      EdgeLogStore store,
      EdgeLogs logs,
      LogFiles files,
      MeterRegistry registry) {
    this.source = source;
    this.files = files;
    this.logs = logs;
    this.store = store;
    this.answered = new AnsweredCounter(config.answeredCommand().words(), source, store);
    this.counted =
        Counter.builder("carom.edge.logs.counted")
            .description("Clicks that the edge has answered, and that are counted")
            .register(registry);
    this.refused =
        Counter.builder("carom.edge.logs.refused")
            .description("Lines of the edge's log that could not be read")
            .register(registry);
    Gauge.builder("carom.edge.logs.behind", () -> behindBytes)
        .description("How much of the edge's log is not counted yet")
        .baseUnit("bytes")
        .register(registry);
    LOG.info("Following {}", source);
  }

  /**
   * Begins to follow a log.
   *
   * @param source what the machine is called in reports
   */
  public static LogFollower start(
      String source,
      EdgeLogFileConfig config,
      EdgeLogStore store,
      EdgeLogs logs,
      LogFiles files,
      MeterRegistry registry) {
    LogFollower follower = new LogFollower(source, config, store, logs, files, registry);
    follower.thread.start();
    return follower;
  }

  private void run() {
    try {
      while (!stopping) {
        Thread.sleep(look() ? PAUSE : AFTER_FAILURE);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** Counts what there is; false if something went wrong. */
  private boolean look() throws InterruptedException {
    try {
      List<LogFile> found = files.files();
      Set<UUID> there = found.stream().map(LogFile::id).collect(Collectors.toSet());
      positions.keySet().retainAll(there);
      for (LogFile file : found) {
        while (!stopping && count(file)) {
          // Until there is nothing more.
        }
      }
      behindBytes =
          found.stream()
              .mapToLong(file -> Math.max(0, file.size() - positions.getOrDefault(file.id(), 0L)))
              .sum();
      answered.look();
      return true;
    } catch (StoreException | IOException e) {
      failures.failed(e);
    } catch (RuntimeException e) {
      failures.unexpected(e);
    }
    // It may be another store when it is back, and have counted less, or more.
    positions.clear();
    return false;
  }

  /** Counts a part of a file, and returns whether there may be more. */
  private boolean count(LogFile file) throws IOException {
    UUID id = file.id();
    long from = positions.computeIfAbsent(id, store::position);
    LogFile.Batch batch = file.read(from, BATCH, MAX_LINE_BYTES);
    if (batch.to() == from) {
      return false;
    }
    Reading reading = logs.read(batch.lines().stream().filter(line -> line.length > 0).toList());
    tell(file, reading);
    Lines lines = reading.lines();
    Lines all =
        new Lines(
            lines.logged(), lines.unknown(), lines.refused() + batch.tooLong(), lines.passed());
    if (!store.store(source, id, from, batch.to(), reading.clicks(), all)) {
      throw new StoreException("the position of a log was moved by somebody else");
    }
    positions.put(id, batch.to());
    counted.increment(reading.found().size());
    refused.increment(all.refused());
    return batch.lines().size() + batch.tooLong() >= BATCH;
  }

  private static void tell(LogFile file, Reading reading) {
    reading.refused().stream()
        .limit(TOLD)
        .forEach(line ->
            LOG.warn(
                "A line of {} cannot be counted: {} {}",
                file.path(),
                line.why().field(),
                line.why().detail()));
  }

  @Override
  public void close() {
    stopping = true;
    try {
      if (!thread.join(STOP)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
