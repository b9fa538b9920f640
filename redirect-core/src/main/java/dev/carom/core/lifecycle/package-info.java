/**
 * Ordered start and stop of a process. Start with {@link dev.carom.core.lifecycle.ResourceStack},
 * which closes what was opened; {@link dev.carom.core.lifecycle.ShutdownSignal} tells a main when.
 */
@NullMarked
package dev.carom.core.lifecycle;

import org.jspecify.annotations.NullMarked;
