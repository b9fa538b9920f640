package dev.carom.redirect;

import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.Resolution;
import io.netty.channel.Channel;

/**
 * Hears of every request for a code whose answer is known, before the answer is written. Called on
 * the connection's event loop, on the hot path: it must not block, and what it is given holds
 * during the call alone.
 */
interface FollowListener {

  /** Hears nothing. */
  FollowListener NONE = (_, _, _, _) -> {};

  void answered(Channel channel, CodeKey code, Resolution resolution, FollowerFields fields);
}
