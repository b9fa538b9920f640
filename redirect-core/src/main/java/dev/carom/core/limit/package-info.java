/**
 * How often somebody may do something: token buckets, which processes share where they can. Start
 * with {@link dev.carom.core.limit.SharedRateLimits}.
 */
@NullMarked
package dev.carom.core.limit;

import org.jspecify.annotations.NullMarked;
