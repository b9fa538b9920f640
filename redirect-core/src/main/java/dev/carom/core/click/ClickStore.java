package dev.carom.core.click;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where clicks are counted.
 *
 * <p>All methods block for as long as the store's deadlines allow, and throw {@link
 * dev.carom.core.link.StoreException} if it cannot be reached or does not answer in time. Usable by
 * any thread.
 */
public interface ClickStore {

  /**
   * A click, as it is counted.
   *
   * @param timeMillis when, in milliseconds since the epoch
   * @param linkId the link's, or {@link Click#NO_LINK}
   * @param visitor a hash of who it was, or {@link Click#NOBODY}
   * @param code what was asked for, if there was no link
   */
  record Counted(
      long timeMillis,
      long linkId,
      TrafficClass traffic,
      long visitor,
      @Nullable String country,
      @Nullable String city,
      @Nullable String referrer,
      @Nullable String language,
      Agent agent,
      @Nullable String code) {}

  /** Returns up to where a journal was stored; 0 if it was not known yet. */
  long position(UUID journal);

  /**
   * Stores clicks and moves the journal's position, both or neither.
   *
   * @param from where the journal's position must be
   * @param to where it is moved
   * @return false, and nothing is stored, if the position is elsewhere
   */
  boolean store(UUID journal, long from, long to, List<Counted> clicks);

  /**
   * Does a part of forgetting the single clicks of days before {@code oldest}, which goes on to be
   * counted.
   *
   * @return whether there is more to forget
   */
  boolean forgetBefore(LocalDate oldest);

  /**
   * Returns the key under which visitors of a day are hashed, the same for all servers, and throws
   * away those of days before {@code oldest}.
   *
   * @param proposal becomes the key if there is none yet: 16 random bytes
   */
  byte[] visitorKey(LocalDate day, LocalDate oldest, byte[] proposal);
}
