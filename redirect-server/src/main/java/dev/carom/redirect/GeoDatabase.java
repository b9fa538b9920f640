package dev.carom.redirect;

import dev.carom.core.lifecycle.StartException;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where addresses are, by an operator's database as its file holds it, in step with that.
 * Thread-safe.
 *
 * <p>A thread of its own looks at the file every now and then. When it has changed, and is not
 * being written to any more, addresses are looked up in the new database. A file that is none is
 * rejected, once for each change, and the old one stays.
 */
final class GeoDatabase implements Places, AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(GeoDatabase.class);

  /** What a file's contents are told by without reading them. */
  private record Stamp(@Nullable Object key, FileTime modified, long size) {

    private static @Nullable Stamp of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(now.fileKey(), now.lastModifiedTime(), now.size());
      } catch (IOException _) {
        return null;
      }
    }
  }

  private final Path file;
  private final Duration every;
  private final Counter loaded;
  private final Counter rejected;
  private final FailureLog rejections =
      new FailureLog(logger, "New geo database rejected, the old one stays");
  private final Thread watch;

  /** At the last look; null if there was no file. */
  private @Nullable Stamp seen;

  /** Of what was read last. */
  private @Nullable Stamp read;

  private volatile PlaceTable table;

  private GeoDatabase(Path file, Duration every, MeterRegistry registry) {
    this.file = file;
    this.every = every;
    this.loaded = reloads(registry, "loaded");
    this.rejected = reloads(registry, "rejected");
    this.seen = Stamp.of(file);
    this.read = seen;
    this.table = PlaceTable.read(file);
    this.watch = Thread.ofPlatform().daemon().name("geo-database").unstarted(this::watch);
    logger.info("Places by {}", table.description());
  }

  private static Counter reloads(MeterRegistry registry, String outcome) {
    return Counter.builder("carom.clicks.geo.reloads")
        .description("Changed geo databases, by whether they are used now")
        .tag("outcome", outcome)
        .register(registry);
  }

  /**
   * Reads the file for the first time.
   *
   * @param every how often it is looked at
   * @throws StartException if it cannot be read, or is no such database
   */
  static GeoDatabase open(Path file, Duration every, MeterRegistry registry) {
    GeoDatabase database = new GeoDatabase(file, every, registry);
    database.watch.start();
    return database;
  }

  @Override
  public Place of(InetAddress address) {
    return table.of(address);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(every);
        look();
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void look() {
    Stamp now = Stamp.of(file);
    boolean stands = Objects.equals(now, seen);
    seen = now;
    if (stands && !Objects.equals(now, read)) {
      read = now;
      reload();
    }
  }

  private void reload() {
    try {
      PlaceTable changed = PlaceTable.read(file);
      table = changed;
      loaded.increment();
      logger.info("Places by {} from now on", changed.description());
    } catch (StartException e) {
      rejected.increment();
      rejections.failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      rejected.increment();
      rejections.unexpected(e);
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
