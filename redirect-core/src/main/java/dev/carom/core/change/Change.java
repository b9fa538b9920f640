package dev.carom.core.change;

import dev.carom.core.link.ShortCode;

/**
 * A change that makes older readings of a code stale.
 *
 * @param seq its number; numbers rise in the order in which changes become visible
 * @param code whose readings
 * @param custom whether somebody chose the code, so that no id tells that it exists
 */
public record Change(long seq, ShortCode code, boolean custom) {}
