package dev.carom.bench.storm;

import dev.carom.bench.Commit;
import dev.carom.bench.Machine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code carom bench storm} leaves of a scenario.
 *
 * @param pinning which processors did what
 * @param details what was counted and measured, by scenario
 */
record StormRecord(
    List<String> command,
    String scenario,
    Instant start,
    Instant end,
    @Nullable Commit commit,
    Machine machine,
    String jdk,
    List<String> jvmOptions,
    String pinning,
    String bound,
    boolean met,
    Record details) {}
