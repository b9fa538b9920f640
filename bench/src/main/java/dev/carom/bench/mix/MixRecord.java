package dev.carom.bench.mix;

import dev.carom.bench.Commit;
import dev.carom.bench.Machine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code carom bench mix} leaves of a run.
 *
 * @param pinning which processors did what
 */
record MixRecord(
    List<String> command,
    Instant start,
    Instant end,
    @Nullable Commit commit,
    Machine machine,
    String jdk,
    List<String> jvmOptions,
    String pinning,
    boolean met,
    MixResult details) {}
