/**
 * Real processes under traffic and faults, and the question whether any follower ever got an answer
 * that {@code docs/coherence.md} forbids. {@link dev.carom.faults.FaultsIT} asks it; {@link
 * dev.carom.faults.Checker} answers it.
 */
@NullMarked
package dev.carom.faults;

import org.jspecify.annotations.NullMarked;
