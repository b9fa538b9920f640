package dev.carom.core.safety;

import dev.carom.core.link.TargetUrl;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where it is remembered how far a sweep over all links has come, and who sweeps: one at a time.
 *
 * <p>Every method may block, and throws {@link dev.carom.core.link.StoreException} if the store
 * cannot be reached or does not answer in time.
 */
public interface SweepStore {

  /**
   * A link that people can follow.
   *
   * @param whenExpired where it leads when it has expired, or null if nowhere
   */
  record Candidate(
      long id, int workspace, long version, TargetUrl target, @Nullable TargetUrl whenExpired) {}

  /**
   * Claims the sweep for a while, and returns the next links; null if somebody else has it.
   *
   * @param sweeper who claims it, or has it already
   * @param claim for how long nobody else gets it
   * @param limit how many links at most; fewer are the last
   */
  @Nullable List<Candidate> next(UUID sweeper, Duration claim, int limit);

  /**
   * Notes how far the sweep has come, unless somebody else has it meanwhile.
   *
   * @param place the id of the last link that was looked at
   */
  void arrived(UUID sweeper, long place);

  /** Notes that the sweep has come to its end, and when it begins anew, whoever sweeps then. */
  void ended(UUID sweeper, Duration pause);
}
