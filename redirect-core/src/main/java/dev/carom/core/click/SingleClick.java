package dev.carom.core.click;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A click that was counted, as it is told to whoever reads single ones. Who it was is not told.
 *
 * @param id rises in the order in which clicks were counted
 */
public record SingleClick(
    long id,
    Instant at,
    long linkId,
    TrafficClass traffic,
    @Nullable String country,
    @Nullable String city,
    @Nullable String referrer,
    @Nullable String language,
    Agent agent) {}
