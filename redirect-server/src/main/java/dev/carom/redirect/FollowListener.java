package dev.carom.redirect;

import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.Resolution;
import io.netty.channel.Channel;

/**
 * Hears of every request that follows a code, when its answer is known and before that is written.
 * Called on the connection's event loop, on the hot path: it must not block, and what it is given
 * holds during the call alone.
 */
interface FollowListener {

  /** Hears nothing. */
  FollowListener NONE = (_, _, _, _, _) -> {};

  void answered(
      Channel channel, CodeKey code, Resolution resolution, FollowerFields fields, boolean head);
}
