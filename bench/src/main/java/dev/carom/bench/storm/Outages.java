package dev.carom.bench.storm;

import dev.carom.bench.load.Traced;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What followers were answered before stores hung, meanwhile and afterwards.
 *
 * @param refuse whether a server that is cut off from PostgreSQL was to refuse what it has cached
 * @param recoverySeconds from when all stores were back until the last miss was due that did not
 *     get its link
 */
record Outages(boolean refuse, Map<Part, Phase> phases, double recoverySeconds) {

  /** The parts of the time, some of which lie in others. */
  enum Part {
    HEALTHY("healthy"),
    REDIS_HUNG("Redis hung"),
    REDIS_HUNG_FIRST("Redis hung, at first"),
    REDIS_HUNG_THEN("Redis hung, then"),
    REDIS_BACK("Redis back"),
    POSTGRES_HUNG("PostgreSQL hung"),
    POSTGRES_HUNG_FIRST("PostgreSQL hung, at first"),
    POSTGRES_HUNG_THEN("PostgreSQL hung, then"),
    POSTGRES_BACK("PostgreSQL back");

    private final String title;

    Part(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * What was answered in a part of the time.
   *
   * @param hits those who asked for links that the server has in its memory
   * @param misses those who asked for links that nobody had asked for before
   */
  record Phase(Span span, Answers hits, Answers misses) {}

  /** What was to be kept to. */
  record Check(String what, boolean met) {}

  private static final String FOUND = "302";
  private static final String UNAVAILABLE = "503";
  private static final double MOST_RATIO = 1.5;
  private static final double MOST_MISS_MICROS = 100_000;
  private static final double MOST_REFUSAL_MICROS = 300_000;
  private static final double MOST_RECOVERY_SECONDS = 5;

  /** Sorts what became of requests into the times when they were due. */
  static Outages of(boolean refuse, Map<Part, Span> spans, List<Traced> hits, List<Traced> misses) {
    Map<Part, Phase> phases = new EnumMap<>(Part.class);
    spans.forEach((part, span) ->
        phases.put(part, new Phase(span, Answers.of(span.of(hits)), Answers.of(span.of(misses)))));
    Span back = Objects.requireNonNull(spans.get(Part.POSTGRES_BACK));
    return new Outages(refuse, phases, recoverySeconds(misses, back));
  }

  private static double recoverySeconds(List<Traced> misses, Span back) {
    long from = back.fromMicros();
    long last =
        back.of(misses).stream()
            .filter(miss -> !miss.outcome().equals(FOUND))
            .mapToLong(Traced::dueMicros)
            .max()
            .orElse(from);
    return (last - from) / (double) TimeUnit.SECONDS.toMicros(1);
  }

  List<Check> checks() {
    return List.of(
        new Check(
            "healthy: links, hit or missed",
            hits(Part.HEALTHY).areAll(FOUND) && misses(Part.HEALTHY).areAll(FOUND)),
        new Check("Redis hung: hits as before", areAsBefore(hits(Part.REDIS_HUNG))),
        new Check(
            "Redis hung, then: misses get links, p99 at most 100 ms",
            misses(Part.REDIS_HUNG_THEN).areAll(FOUND)
                && misses(Part.REDIS_HUNG_THEN).p99() <= MOST_MISS_MICROS),
        hitsWithoutPostgres(),
        new Check(
            "PostgreSQL hung: misses get 503, p99 at most 300 ms",
            misses(Part.POSTGRES_HUNG).areAll(UNAVAILABLE)
                && misses(Part.POSTGRES_HUNG).p99() <= MOST_REFUSAL_MICROS),
        new Check(
            "PostgreSQL back: misses get links after 5 s at most",
            misses(Part.POSTGRES_BACK).outcomes().containsKey(FOUND)
                && recoverySeconds <= MOST_RECOVERY_SECONDS));
  }

  private Check hitsWithoutPostgres() {
    Answers hits = hits(Part.POSTGRES_HUNG);
    return refuse
        ? new Check(
            "PostgreSQL hung: hits get links or 503, p99 at most 300 ms",
            hits.areAll(FOUND, UNAVAILABLE) && hits.p99() <= MOST_REFUSAL_MICROS)
        : new Check("PostgreSQL hung: hits as before", areAsBefore(hits));
  }

  private boolean areAsBefore(Answers hits) {
    return hits.areAll(FOUND) && hits.p99() <= MOST_RATIO * hits(Part.HEALTHY).p99();
  }

  private Answers hits(Part part) {
    return phase(part).hits();
  }

  private Answers misses(Part part) {
    return phase(part).misses();
  }

  private Phase phase(Part part) {
    return Objects.requireNonNull(phases.get(part));
  }
}
