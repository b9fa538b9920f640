package dev.carom.core.click;

import dev.carom.core.lifecycle.StartException;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/**
 * One process's clicks on its disk. A thread of its own moves what {@link ClickWriter}s have noted
 * from their rings to segment files, syncs them, and only then makes room in the rings:
 *
 * <pre>
 *   noted ──► in the ring: outlives the process ──► synced: outlives the machine ──► shipped
 * </pre>
 *
 * <p>If the disk is full or broken, or the journal as large as it may get, the rings fill up;
 * clicks that find no room there are dropped and counted, and nobody waits. {@link #position} and
 * {@link #id} may be asked for by any thread.
 */
public final class ClickJournal implements AutoCloseable {

  /**
   * What a journal may use.
   *
   * @param ringDir where the rings lie, best in memory
   * @param ringBytes of each ring, a power of two
   * @param segmentBytes how long a segment file gets, roughly
   * @param maxBytes how long all of them may get together, before clicks are dropped
   * @param syncEvery how much a machine that crashes may lose
   */
  public record Limits(
      Path ringDir, int ringBytes, int segmentBytes, long maxBytes, Duration syncEvery) {}

  private final JournalFolder folder;
  private final Limits limits;
  private final List<ClickRing> rings;
  private final SegmentWriter segments;
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(ClickJournal.class), "Clicks cannot be journalled");
  private final Ticker ticker = new Ticker("click-journal", this::tick);

  private volatile long position;
  private volatile boolean closed;

  private ClickJournal(JournalFolder folder, Limits limits, List<ClickRing> rings) {
    this.folder = folder;
    this.limits = limits;
    this.rings = rings;
    this.segments = new SegmentWriter(folder.path(), 0, limits.segmentBytes());
  }

  /**
   * Opens a new journal.
   *
   * @param dir where the journals of all processes of this machine lie
   * @param writers how many threads write
   * @throws StartException if there is no room for it, or no right to write there
   */
  public static ClickJournal open(Path dir, Limits limits, int writers, MeterRegistry registry) {
    try {
      JournalFolder folder = JournalFolder.create(dir);
      ClickJournal journal = new ClickJournal(folder, limits, createRings(folder, limits, writers));
      journal.meter(registry);
      journal.ticker.start();
      return journal;
    } catch (IOException e) {
      throw new StartException(
          "the click journal cannot be opened in %s, with rings in %s: %s"
              .formatted(dir, limits.ringDir(), e),
          e);
    }
  }

  private static List<ClickRing> createRings(JournalFolder folder, Limits limits, int count)
      throws IOException {
    List<ClickRing> rings = new ArrayList<>();
    try {
      Files.createDirectories(limits.ringDir());
      for (int i = 0; i < count; i++) {
        rings.add(ClickRing.create(folder.ring(limits.ringDir(), i), limits.ringBytes()));
      }
      return List.copyOf(rings);
    } catch (IOException e) {
      rings.forEach(ClickRing::close);
      deleteRings(folder, limits.ringDir());
      folder.delete();
      throw e;
    }
  }

  private void meter(MeterRegistry registry) {
    FunctionCounter.builder("carom.clicks.dropped", this, ClickJournal::dropped)
        .description("Clicks that found no room, because the disk did not take them in time")
        .register(registry);
    Gauge.builder("carom.clicks.ringed", this, ClickJournal::waitingBytes)
        .description("Clicks that are in memory and not on the disk yet")
        .baseUnit("bytes")
        .register(registry);
  }

  private double dropped() {
    return closed ? 0 : rings.stream().mapToLong(ClickRing::dropped).sum();
  }

  private double waitingBytes() {
    return closed ? 0 : rings.stream().mapToLong(ring -> ring.produced() - ring.consumed()).sum();
  }

  /** Returns what one thread notes its clicks with; to be asked for once. */
  public ClickWriter writer(int number) {
    return new ClickWriter(rings.get(number));
  }

  public UUID id() {
    return folder.id();
  }

  Path path() {
    return folder.path();
  }

  /** Up to where everything is on the disk. */
  long position() {
    return position;
  }

  private Duration tick() {
    drain();
    return limits.syncEvery();
  }

  private void drain() {
    try {
      if (waitingBytes() == 0) {
        return;
      }
      if (size() < limits.maxBytes()) {
        position = drain(rings, segments);
      } else {
        failures.failed(new IOException("the journal has reached click.max-journal-size"));
      }
    } catch (IOException | RuntimeException e) {
      failures.failed(e);
    }
  }

  /** Moves what is in rings to the disk, and returns up to where all of it is there. */
  private static long drain(List<ClickRing> rings, SegmentWriter segments) throws IOException {
    long[] produced = new long[rings.size()];
    for (int i = 0; i < produced.length; i++) {
      ClickRing ring = rings.get(i);
      produced[i] = ring.produced();
      int _ = segments.append(ring, i, ring.consumed(), produced[i]);
    }
    segments.sync();
    for (int i = 0; i < produced.length; i++) {
      rings.get(i).consume(produced[i]);
    }
    return segments.synced();
  }

  private long size() throws IOException {
    long sum = 0;
    for (int number : Segments.numbers(folder.path())) {
      sum += Files.size(Segments.file(folder.path(), number));
    }
    return sum;
  }

  /**
   * Brings a dead process's rings to its disk.
   *
   * @return up to where its journal goes
   */
  static long recover(JournalFolder folder, Path ringDir) throws IOException {
    List<Integer> numbers = Segments.numbers(folder.path());
    int last = numbers.isEmpty() ? 0 : numbers.getLast();
    List<ClickRing> rings = new ArrayList<>();
    try (SegmentWriter segments = new SegmentWriter(folder.path(), last, Integer.MAX_VALUE)) {
      while (ClickRing.isFinished(folder.ring(ringDir, rings.size()))) {
        rings.add(ClickRing.open(folder.ring(ringDir, rings.size())));
      }
      skipWhatIsWritten(folder, rings, last);
      long end = Math.max(drain(rings, segments), endOf(folder, last));
      deleteRings(folder, ringDir);
      return end;
    } finally {
      rings.forEach(ClickRing::close);
    }
  }

  private static void deleteRings(JournalFolder folder, Path ringDir) throws IOException {
    for (int i = 0; Files.deleteIfExists(folder.ring(ringDir, i)); i++) {}
  }

  private static long endOf(JournalFolder folder, int segment) throws IOException {
    return segment == 0
        ? 0
        : Segments.position(segment, (int) Files.size(Segments.file(folder.path(), segment)));
  }

  /** Between writing a frame and making room for it in its ring, the process may have ended. */
  private static void skipWhatIsWritten(JournalFolder folder, List<ClickRing> rings, int last)
      throws IOException {
    try (SegmentReader reader = new SegmentReader(folder.path())) {
      reader.scan(
          endOf(folder, last),
          (number, upTo) -> {
            if (number < rings.size() && upTo > rings.get(number).consumed()) {
              rings.get(number).consume(upTo);
            }
          });
    }
  }

  /** Brings everything to the disk, and ends; no thread may write any more. */
  @Override
  public void close() throws IOException {
    ticker.close();
    try {
      position = drain(rings, segments);
      segments.close();
      deleteRings(folder, limits.ringDir());
    } finally {
      closed = true;
      rings.forEach(ClickRing::close);
      folder.close();
    }
  }
}
