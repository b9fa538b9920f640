/**
 * What redirect servers and admin APIs share. Packages are by feature: {@code link}, {@code code}
 * and {@code resolve} are the domain and know no adapter; {@code postgres} and {@code redis} are
 * adapters; the rest carries a process. Start with {@link dev.carom.core.resolve.LinkResolver};
 * {@link dev.carom.core.Stores} puts the parts together.
 */
@NullMarked
package dev.carom.core;

import org.jspecify.annotations.NullMarked;
