/**
 * Typed configuration: one record per component, bound from defaults, a file, the environment and
 * flags, with every problem reported at once. Start with {@link
 * dev.carom.core.config.Configuration}; a key is declared by {@link dev.carom.core.config.Key} on a
 * record's component.
 */
@NullMarked
package dev.carom.core.config;

import org.jspecify.annotations.NullMarked;
