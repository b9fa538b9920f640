package dev.carom.bench.load;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of each request, in the order in which that was known. Confined to its event loop
 * until that has ended.
 */
final class Trace {

  /**
   * A request, at times of {@link System#nanoTime}.
   *
   * @param status of its answer, if it was answered
   */
  private record Entry(long intended, long ended, int status, @Nullable Failure failure) {

    String outcome() {
      return failure == null ? Integer.toString(status) : failure.name().toLowerCase(Locale.ROOT);
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  void answered(long intended, long now, int status) {
    entries.add(new Entry(intended, now, status, null));
  }

  void failed(long intended, long now, Failure failure) {
    entries.add(new Entry(intended, now, 0, failure));
  }

  /**
   * Returns the requests by the wall clock.
   *
   * @param nanos what {@link System#nanoTime} was at a moment
   */
  Stream<Traced> by(Instant moment, long nanos) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    return entries.stream()
        .map(entry ->
            new Traced(
                micros + TimeUnit.NANOSECONDS.toMicros(entry.intended - nanos),
                TimeUnit.NANOSECONDS.toMicros(entry.ended - entry.intended),
                entry.outcome()));
  }
}
