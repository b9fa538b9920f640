/** A real PostgreSQL and a real Redis, started from Maven artifacts. */
@NullMarked
package dev.carom.embedded;

import org.jspecify.annotations.NullMarked;
