/**
 * The reference mix, most of which the edge answers: {@code carom bench mix}.
 *
 * <p>{@link dev.carom.bench.mix.MixCommand} is the command, {@link dev.carom.bench.mix.Mix} what it
 * plays: a driver asks Varnish, which asks two redirect servers for what it does not have.
 */
@NullMarked
package dev.carom.bench.mix;

import org.jspecify.annotations.NullMarked;
