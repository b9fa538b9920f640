/** Measurements. */
@NullMarked
package dev.carom.bench;

import org.jspecify.annotations.NullMarked;
