/**
 * What a redirect server does when things get rough: {@code carom bench storm}.
 *
 * <p>{@link dev.carom.bench.storm.StormCommand} is the command; each {@link
 * dev.carom.bench.storm.Scenario} brings real servers into one kind of trouble and has a bound that
 * they keep to or not.
 */
@NullMarked
package dev.carom.bench.storm;

import org.jspecify.annotations.NullMarked;
