/**
 * From a short code to what its follower gets: the in-process cache, then Redis, then PostgreSQL.
 *
 * <p>Start with {@link dev.carom.core.resolve.LinkResolver}; {@link
 * dev.carom.core.resolve.Resolution} is what it answers, {@link dev.carom.core.resolve.LinkSource}
 * and {@link dev.carom.core.resolve.LinkCache} are what it asks. {@link
 * dev.carom.core.resolve.ClickLimits} stands before links that can be followed so often and no
 * more.
 */
@NullMarked
package dev.carom.core.resolve;

import org.jspecify.annotations.NullMarked;
