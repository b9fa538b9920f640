package dev.carom.core.resolve;

import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Unavailable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Decides who may follow a link that has a limit. Usable by any thread. */
public interface Admission {

  /** Admits nobody: for servers whose links have no limits. */
  Admission NONE =
      (_, _) -> CompletableFuture.completedFuture(new Unavailable("no limits are kept here"));

  /**
   * A request that follows a link.
   *
   * @param userAgent what it says of itself, byte by byte a character, or null if nothing
   * @param flags of {@link dev.carom.core.click.Click#HEAD} and {@link
   *     dev.carom.core.click.Click#PREFETCH}
   * @param startNanos when it came, by {@link System#nanoTime}
   */
  record Follow(@Nullable String userAgent, int flags, long startNanos) {}

  /**
   * Asks for a link to be followed once. Never blocks; the future never completes exceptionally.
   *
   * @return the link if it may be; {@code Gone} if it is used up, {@code Unavailable} if that
   *     cannot be told
   */
  CompletableFuture<Resolution> admit(Found link, Follow follow);
}
