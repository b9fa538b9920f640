package dev.carom.core.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * What a change is answered with, as far as that is known before it is committed.
 *
 * @param location where that is which was made, or null if nothing was
 * @param body JSON
 */
public record Answer(int status, @Nullable String location, String body) {}
