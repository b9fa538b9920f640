/**
 * Measurements: {@code carom bench}.
 *
 * <p>{@link dev.carom.bench.BenchMain} is the command. {@link dev.carom.bench.micro} times single
 * steps of a redirect, {@link dev.carom.bench.load} asks a server for links, {@link
 * dev.carom.bench.peers} puts Carom beside others and itself, {@link dev.carom.bench.storm} brings
 * it into trouble, {@link dev.carom.bench.report} writes down what came of it.
 */
@NullMarked
package dev.carom.bench;

import org.jspecify.annotations.NullMarked;
