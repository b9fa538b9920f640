package dev.carom.redirect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.MaxMindDbParameter;
import com.maxmind.db.Metadata;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import dev.carom.core.lifecycle.StartException;
import dev.carom.core.metrics.FailureLog;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What one file of a database in MaxMind's format tells, of which it keeps a copy in memory, and
 * the places of the addresses that were asked for last. Thread-safe.
 */
final class PlaceTable implements Places {

  private static final int REMEMBERED = 10_000;
  private static final int IPV4 = 4;

  /** How many networks may come before the first whose country is known. */
  private static final int SAMPLE = 10_000;

  /** What is read of a network's record; the library calls the constructors, so they are public. */
  public record Entry(@Nullable Country country, @Nullable City city) {

    private @Nullable String countryCode() {
      return country == null ? null : country.isoCode;
    }

    private @Nullable String cityName() {
      return city == null || city.names == null ? null : city.names.en;
    }
  }

  public record Country(@MaxMindDbParameter(name = "iso_code") @Nullable String isoCode) {}

  public record City(@Nullable Names names) {}

  /** A name in some of its languages. */
  public record Names(@Nullable String en) {}

  /**
   * An address. Ordered, so that many that have one hash, by somebody's will, are found all the
   * same.
   */
  private record Words(long high, long low) implements Comparable<Words> {

    private static Words of(InetAddress address) {
      ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
      return address instanceof Inet6Address
          ? new Words(bytes.getLong(), bytes.getLong())
          : new Words(0, bytes.getInt());
    }

    @Override
    public int compareTo(Words other) {
      int byHigh = Long.compare(high, other.high);
      return byHigh != 0 ? byHigh : Long.compare(low, other.low);
    }
  }

  private final Reader reader;
  private final Cache<Words, Place> known = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(PlaceTable.class), "A place cannot be looked up");

  private PlaceTable(Reader reader) {
    this.reader = reader;
  }

  /**
   * Reads a file.
   *
   * @throws StartException if it cannot be read, or is no such database
   */
  static PlaceTable read(Path file) {
    Reader reader;
    boolean useful;
    try {
      // Not mapped: whoever writes over the file would change, or even take away, what is read
      // here.
      reader = new Reader(file.toFile(), Reader.FileMode.MEMORY);
      useful = tellsCountries(reader);
    } catch (FileNotFoundException e) {
      throw new StartException("click.geo-database: cannot read " + e.getMessage(), e);
    } catch (IOException | InvalidNetworkException | RuntimeException | StackOverflowError e) {
      throw new StartException(
          "click.geo-database: %s is no database in MaxMind's format, or is damaged"
              .formatted(file),
          e);
    }
    if (!useful) {
      throw new StartException(
          "click.geo-database: %s (%s) tells no countries"
              .formatted(file, reader.getMetadata().databaseType()));
    }
    return new PlaceTable(reader);
  }

  private static boolean tellsCountries(Reader reader) throws IOException, InvalidNetworkException {
    Networks<Entry> networks = reader.networks(Entry.class);
    for (int i = 0; i < SAMPLE && networks.hasNext(); i++) {
      DatabaseRecord<Entry> network = networks.next();
      if (network.data().countryCode() != null) {
        return true;
      }
    }
    return false;
  }

  /** Which database it is, for the log. */
  String description() {
    Metadata metadata = reader.getMetadata();
    return "%s of %s".formatted(metadata.databaseType(), metadata.buildTime());
  }

  @Override
  public Place of(InetAddress address) {
    Words words = Words.of(address);
    Place place = known.getIfPresent(words);
    if (place == null) {
      place = lookUp(address);
      known.put(words, place);
    }
    return place;
  }

  private Place lookUp(InetAddress address) {
    try {
      // IPv4 in the guise of IPv6 becomes IPv4 by this.
      InetAddress plain = InetAddress.getByAddress(address.getAddress());
      if (plain instanceof Inet6Address && reader.getMetadata().ipVersion() == IPV4) {
        return Place.UNKNOWN;
      }
      Entry entry = reader.get(plain, Entry.class);
      return entry == null ? Place.UNKNOWN : Place.of(entry.countryCode(), entry.cityName());
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Its message may have the address in it, which no log may have.
      failures.failed(e.getClass().getName());
      return Place.UNKNOWN;
    }
  }
}
