/**
 * A real PostgreSQL and a real Redis, unpacked from Maven artifacts and run as child processes that
 * keep their state in a folder. Start reading at {@link dev.carom.embedded.EmbeddedPostgres}; what
 * both servers share is in {@link dev.carom.embedded.EmbeddedServer}.
 */
@NullMarked
package dev.carom.embedded;

import org.jspecify.annotations.NullMarked;
