/**
 * What operators see: meters, and failures that do not flood the log.
 *
 * <p>Each component holds its own meters, looked up when it is made; their names begin with {@code
 * carom.}. Start with {@link dev.carom.core.metrics.FailureLog}.
 */
@NullMarked
package dev.carom.core.metrics;

import org.jspecify.annotations.NullMarked;
