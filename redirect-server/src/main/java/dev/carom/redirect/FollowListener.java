package dev.carom.redirect;

import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.Resolution;
import io.netty.channel.Channel;

/**
 * Hears of every answer, when it is known and before it is written. Called on the connection's
 * event loop, on the hot path: it must not block, and what it is given holds during the call alone.
 */
interface FollowListener {

  /** Hears nothing. */
  FollowListener NONE = (_, _, _, _, _, _) -> {};

  /** A request that follows a code is answered. */
  void followed(
      Channel channel,
      CodeKey code,
      Resolution resolution,
      int status,
      FollowerFields fields,
      boolean head);

  /** Another request is answered: one that cannot be understood, or asks for no code. */
  default void answered(Channel channel, int status) {}

  /** Returns one that tells this, and then another. */
  default FollowListener and(FollowListener next) {
    FollowListener first = this;
    return new FollowListener() {
      @Override
      public void followed(
          Channel channel,
          CodeKey code,
          Resolution resolution,
          int status,
          FollowerFields fields,
          boolean head) {
        first.followed(channel, code, resolution, status, fields, head);
        next.followed(channel, code, resolution, status, fields, head);
      }

      @Override
      public void answered(Channel channel, int status) {
        first.answered(channel, status);
        next.answered(channel, status);
      }
    };
  }
}
