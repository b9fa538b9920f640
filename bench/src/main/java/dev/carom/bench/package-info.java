/**
 * Measurements: {@code carom bench}.
 *
 * <p>{@link dev.carom.bench.BenchMain} is the command. {@link dev.carom.bench.micro} times single
 * steps of a redirect, {@link dev.carom.bench.load} asks a server for links.
 */
@NullMarked
package dev.carom.bench;

import org.jspecify.annotations.NullMarked;
