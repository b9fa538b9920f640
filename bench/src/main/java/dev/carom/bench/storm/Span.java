package dev.carom.bench.storm;

import dev.carom.bench.load.Traced;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A time, its end not included. */
record Span(Instant from, Instant to) {

  /** Returns the requests that were due then. */
  List<Traced> of(List<Traced> requests) {
    long end = micros(to);
    return requests.stream()
        .filter(request -> request.dueMicros() >= fromMicros() && request.dueMicros() < end)
        .toList();
  }

  /** When it begins, in microseconds since 1970. */
  long fromMicros() {
    return micros(from);
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Its beginning. */
  Span first(Duration length) {
    return new Span(from, from.plus(length));
  }

  /** All but its beginning. */
  Span after(Duration length) {
    return new Span(from.plus(length), to);
  }
}
