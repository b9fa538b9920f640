package dev.carom.core.click;

import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.lifecycle.Background;
import dev.carom.core.link.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One journal on its way to the store: which part of it is counted is for the store to say. Used by
 * one thread.
 */
final class Shipment implements AutoCloseable {

  /**
   * What was shipped.
   *
   * @param damaged how many places could not be read and were passed over
   */
  record Delivery(int clicks, int damaged) {}

  private final UUID id;
  private final Path path;
  private final LongSupplier end;

  /** Of a process that has ended; null for this one's. */
  private final @Nullable JournalFolder abandoned;

  private final Agents agents;
  private final SegmentReader reader;
  private boolean placed;

  /** Up to where it is to be shipped for now. */
  private long goal;

  /** Whether the reader is at the position. */
  private boolean sought;

  private long position;

  /** What is read while the store takes what was read before; the reader is its own meanwhile. */
  private @Nullable CompletableFuture<Reading> ahead;

  /** Clicks of the journal as the store takes them. */
  private record Reading(List<Counted> clicks, long to, int damaged) {}

  private Shipment(
      UUID id, Path path, LongSupplier end, @Nullable JournalFolder abandoned, Agents agents) {
    this.id = id;
    this.path = path;
    this.end = end;
    this.abandoned = abandoned;
    this.agents = agents;
    this.reader = new SegmentReader(path);
  }

  /** Of a journal that is being written. */
  static Shipment of(ClickJournal journal, Agents agents) {
    return new Shipment(journal.id(), journal.path(), journal::position, null, agents);
  }

  /**
   * Of what a process has left behind, in its rings too; the folder is closed with it, or if this
   * fails.
   */
  static Shipment of(JournalFolder folder, Path ringDir, Agents agents) throws IOException {
    try {
      long end = ClickJournal.recover(folder, ringDir);
      return new Shipment(folder.id(), folder.path(), () -> end, folder, agents);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Whether everything that can be read now is counted. */
  boolean isAtEnd() {
    return placed && position >= end.getAsLong();
  }

  /** Sets as a goal what has been written until now: while clicks come in, the end moves on. */
  void setGoal() {
    goal = end.getAsLong();
  }

  boolean hasReachedGoal() {
    return placed && position >= goal;
  }

  /** The store has to be asked again up to where it has counted, and what was read is void. */
  void displace() {
    placed = false;
    sought = false;
  }

  /** The store has to be asked again: it may have been restored while there was nothing to ship. */
  void doubt() {
    placed = false;
  }

  /**
   * Ships the next clicks.
   *
   * @param batch how many, roughly
   * @throws StoreException if the store does not take them now
   */
  Delivery ship(ClickStore store, int batch) throws IOException {
    if (!placed) {
      long counted = store.position(id);
      sought &= counted == position;
      position = counted;
      placed = true;
    }
    if (isAtEnd()) {
      if (abandoned != null) {
        rest();
      }
      return new Delivery(0, 0);
    }
    if (!sought) {
      leaveReader();
      // Reads all of the segment that is before it: of what is counted already, for nothing.
      reader.seek(position);
      sought = true;
    }
    Reading read = next(batch);
    if (read.to == position) {
      throw new IOException(path + " lacks its last segments");
    }
    if (read.to < end.getAsLong()) {
      ahead =
          CompletableFuture.supplyAsync(
              () -> readAhead(batch), task -> Background.start("click-reader", task));
    }
    if (!store.store(id, position, read.to, read.clicks)) {
      throw new StoreException("the position of a click journal was moved by somebody else");
    }
    position = read.to;
    return new Delivery(read.clicks.size(), read.damaged);
  }

  private Reading next(int batch) throws IOException {
    if (ahead == null) {
      return read(batch);
    }
    try {
      return ahead.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException failure) {
        throw failure.getCause();
      }
      throw e;
    } finally {
      ahead = null;
    }
  }

  private Reading readAhead(int batch) {
    try {
      return read(batch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reading read(int batch) throws IOException {
    SegmentReader.Batch read = reader.read(end.getAsLong(), batch);
    return new Reading(
        read.clicks().stream().map(this::counted).toList(), read.to(), read.damaged());
  }

  /** Nobody reads any more, and what was read ahead is not wanted, nor how that ended. */
  private void leaveReader() {
    if (ahead != null) {
      var _ = ahead.handle((_, _) -> true).join();
      ahead = null;
    }
  }

  /** Holds nothing that only reading needs: dead journals may be many, and are kept for long. */
  private void rest() throws IOException {
    leaveReader();
    reader.close();
    sought = false;
  }

  private Counted counted(Click click) {
    Agent agent = agents.of(click.text(ClickText.AGENT));
    String referrer = click.text(ClickText.REFERRER);
    return new Counted(
        click.timeMillis(),
        click.linkId(),
        agent.traffic(click.flags()),
        click.visitor(),
        click.text(ClickText.COUNTRY),
        utf8(click.text(ClickText.CITY)),
        referrer == null ? null : referrer.toLowerCase(Locale.ROOT),
        click.text(ClickText.LANGUAGE),
        agent,
        click.text(ClickText.CODE));
  }

  /**
   * Returns what a text means whose bytes were read as a character each; no store need hold NUL.
   */
  private static @Nullable String utf8(@Nullable String bytes) {
    return bytes == null
        ? null
        : new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
            .replace('\0', ' ');
  }

  /**
   * Deletes segments that were counted long enough ago, or too many of them, and the folder of a
   * process that has ended if nothing is left in it.
   *
   * @return whether the journal is no more
   */
  boolean cleanUp(Duration keep, long keepBytes) throws IOException {
    boolean finished = abandoned != null && isAtEnd();
    List<Integer> counted =
        Segments.numbers(path).stream()
            .filter(number -> finished || number < Segments.segment(position))
            .toList();
    boolean emptied = deleteOldest(counted, Instant.now().minus(keep), keepBytes) == counted.size();
    if (finished && emptied && abandoned != null) {
      leaveReader();
      reader.close();
      abandoned.delete();
      return true;
    }
    return false;
  }

  private int deleteOldest(List<Integer> segments, Instant oldest, long keepBytes)
      throws IOException {
    long bytes = 0;
    for (int number : segments) {
      bytes += Files.size(Segments.file(path, number));
    }
    int deleted = 0;
    for (int number : segments) {
      Path file = Segments.file(path, number);
      if (bytes <= keepBytes && !Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
        return deleted;
      }
      bytes -= Files.size(file);
      Files.delete(file);
      deleted++;
    }
    return deleted;
  }

  @Override
  public void close() throws IOException {
    leaveReader();
    reader.close();
    if (abandoned != null) {
      abandoned.close();
    }
  }
}
