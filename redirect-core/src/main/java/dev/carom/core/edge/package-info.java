/** What the cache in front of the redirect servers may keep, and what it is to drop. */
@NullMarked
package dev.carom.core.edge;

import org.jspecify.annotations.NullMarked;
