/**
 * The truth: PostgreSQL. Adapters of the domain's ports, the connection pool and the schema.
 *
 * <p>Start with {@link dev.carom.core.postgres.PostgresLinkStore}; the tables stand in {@code
 * V1__links.sql}. A {@link java.sql.SQLException} never leaves this package: it becomes a {@link
 * dev.carom.core.link.StoreException}.
 */
@NullMarked
package dev.carom.core.postgres;

import org.jspecify.annotations.NullMarked;
