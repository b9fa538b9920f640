/**
 * What single steps of a redirect cost, in time and in allocated bytes, by JMH.
 *
 * <p>Start with {@link dev.carom.bench.micro.CacheHitBenchmark}; {@link
 * dev.carom.bench.micro.SampleLinks} is what the benchmarks ask for. Benchmarks of what is private
 * to the redirect server stand in its package, {@code dev.carom.redirect}. All of them walk through
 * thousands of prepared inputs in a random order, so that neither the compiler nor the branch
 * predictor can learn the answers.
 */
@NullMarked
package dev.carom.bench.micro;

import org.jspecify.annotations.NullMarked;
