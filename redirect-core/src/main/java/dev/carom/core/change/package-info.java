/**
 * What keeps caches coherent with PostgreSQL. {@link dev.carom.core.change.ChangeFeed} reads the
 * changes in their order and renews a server's {@link dev.carom.core.change.Lease}; {@link
 * dev.carom.core.change.Barrier} waits until every server that has one knows of a change. Why that
 * is enough is argued in {@code docs/coherence.md}.
 */
@NullMarked
package dev.carom.core.change;

import org.jspecify.annotations.NullMarked;
