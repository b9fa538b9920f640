package dev.carom.core.link;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Versions of a link for which a change is meant: if it has another one meanwhile, nothing is
 * changed.
 *
 * @param numbers the versions, or null for any
 */
public record Versions(@Nullable Set<Long> numbers) {

  public static final Versions ANY = new Versions(null);

  public Versions {
    numbers = numbers == null ? null : Set.copyOf(numbers);
  }

  public boolean contain(long version) {
    return numbers == null || numbers.contains(version);
  }
}
