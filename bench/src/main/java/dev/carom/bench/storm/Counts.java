package dev.carom.bench.storm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carom.bench.peers.CaromStore;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStats;
import dev.carom.core.click.ClickStats.Interval;
import dev.carom.core.click.ClickStats.Query;
import dev.carom.core.click.ClickStats.Scope;
import dev.carom.core.click.Dimension;
import dev.carom.core.click.TrafficClass;
import dev.carom.core.lifecycle.ResourceStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * How long it takes to tell counts when there are very many clicks ({@link ManyClicks}): of a link
 * that has a tenth of them, of one that has hardly any, and of all together; by the hour, the day
 * and the month, and by each dimension. The questions are asked in turn, in rounds, as the admin
 * API asks them. The plans are those that PostgreSQL had executed, by its own account
 * (auto_explain).
 */
final class Counts implements Scenario {

  /** What came of it. */
  record Details(long clicks, long busiest, List<Answered> questions) {

    private Answered slowest() {
      return questions.stream()
          .max(Comparator.comparingDouble(Answered::medianMillis))
          .orElseThrow();
    }
  }

  /**
   * A question, and how long its answers took, in milliseconds.
   *
   * @param firstMillis of the first one, whose pages had to be read
   * @param plan line by line
   */
  record Answered(
      String question,
      double firstMillis,
      double medianMillis,
      double mostMillis,
      List<String> plan) {}

  private record Question(String title, Consumer<ClickStats> ask) {}

  private static final double MOST_MILLIS = 50;
  private static final Duration PART_OF_A_DAY = Duration.ofMinutes(8 * 60 + 15);

  private final StormOptions options;
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private final Instant end = today.atStartOfDay(ZoneOffset.UTC).toInstant();
  private final Instant begin = end.minus(Duration.ofDays(ManyClicks.DAYS));

  Counts(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    long clicks = options.clicks() * 1_000_000L;
    CaromStore store = stage.store();
    ManyClicks.create(store.postgres(), clicks, today, stage.out());
    List<Question> questions = questions();
    List<List<Double>> millis =
        questions.stream().<List<Double>>map(_ -> new ArrayList<>()).toList();
    ClickStats stats = store.openStores(stage.resources()).reports().stats();
    for (int round = 0; round <= options.rounds(); round++) {
      for (int i = 0; i < questions.size(); i++) {
        millis.get(i).add(millis(questions.get(i), stats));
      }
    }
    Path log = stage.folder().resolve("stores/log/postgres.log");
    List<Answered> answered = new ArrayList<>();
    try (ResourceStack resources = new ResourceStack()) {
      ClickStats explained = explained(store, resources);
      for (int i = 0; i < questions.size(); i++) {
        answered.add(
            answered(
                questions.get(i).title(), millis.get(i), plan(questions.get(i), explained, log)));
        stage.out().println(line(answered.getLast()));
      }
    }
    return finding(new Details(clicks, clicks / 10, List.copyOf(answered)));
  }

  private List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    questions.addAll(of("busiest link", ManyClicks.BUSIEST));
    questions.addAll(of("quiet link", ManyClicks.QUIET));
    questions.addAll(of("all links", Click.ALL_LINKS));
    return questions;
  }

  private List<Question> of(String whose, long link) {
    Scope scope = new Scope.OfLink(link);
    Query all = query(scope, begin, end, Interval.DAY, "UTC");
    Query hours = query(scope, begin, end, Interval.HOUR, "UTC");
    Query elsewhere = query(scope, begin, end, Interval.DAY, "America/New_York");
    Query months = query(scope, begin, end, Interval.MONTH, "Asia/Kolkata");
    Query parts =
        query(scope, begin.plus(PART_OF_A_DAY), end.minus(PART_OF_A_DAY), Interval.DAY, "UTC");
    List<Question> questions = new ArrayList<>();
    questions.add(new Question(whose + ", by day", stats -> stats.count(all)));
    questions.add(new Question(whose + ", by hour", stats -> stats.count(hours)));
    questions.add(new Question(whose + ", by day in New York", stats -> stats.count(elsewhere)));
    questions.add(new Question(whose + ", by month in Kolkata", stats -> stats.count(months)));
    for (Dimension dimension : Dimension.values()) {
      questions.add(
          new Question(whose + ", by " + dimension, stats -> stats.breakDown(all, dimension, 100)));
    }
    questions.add(
        new Question(
            whose + ", by REFERRER, parts of days too",
            stats -> stats.breakDown(parts, Dimension.REFERRER, 100)));
    return questions;
  }

  private static Query query(
      Scope scope, Instant from, Instant to, Interval interval, String zone) {
    return new Query(scope, from, to, interval, ZoneId.of(zone), EnumSet.allOf(TrafficClass.class));
  }

  private static double millis(Question question, ClickStats stats) {
    long start = System.nanoTime();
    question.ask().accept(stats);
    return (System.nanoTime() - start) / 1e6;
  }

  /** Opens the stores again, with connections whose plans are logged. */
  private static ClickStats explained(CaromStore store, ResourceStack resources)
      throws InterruptedException {
    for (String setting :
        List.of(
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on",
            "auto_explain.log_buffers = on")) {
      Sql.execute(store.postgres(), "ALTER SYSTEM SET " + setting);
    }
    Sql.execute(store.postgres(), "SELECT pg_reload_conf()");
    return store.openStores(resources).reports().stats();
  }

  private static List<String> plan(Question question, ClickStats explained, Path log)
      throws IOException {
    long from = Files.size(log);
    question.ask().accept(explained);
    byte[] bytes = Files.readAllBytes(log);
    String logged = new String(bytes, (int) from, bytes.length - (int) from, UTF_8);
    if (!logged.contains("Query Text")) {
      throw new MeasurementException("PostgreSQL has logged no plan of: " + question.title());
    }
    return List.of(logged.split("\n"));
  }

  private static Answered answered(String question, List<Double> millis, List<String> plan) {
    double[] sorted =
        millis.subList(1, millis.size()).stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Answered(
        question, millis.getFirst(), sorted[sorted.length / 2], sorted[sorted.length - 1], plan);
  }

  private static String line(Answered answered) {
    return "%-44s first %8.1f ms, median %6.1f ms, most %6.1f ms"
        .formatted(
            answered.question(),
            answered.firstMillis(),
            answered.medianMillis(),
            answered.mostMillis());
  }

  private static Finding finding(Details details) {
    Answered slowest = details.slowest();
    Table table = new Table();
    table.row("clicks", details.clicks());
    table.row("of the busiest link", details.busiest());
    table.row("slowest question", slowest.question());
    table.row("its median, ms", slowest.medianMillis());
    return new Finding(
        "counts are told in %.0f ms".formatted(MOST_MILLIS),
        slowest.medianMillis() < MOST_MILLIS,
        table.toString(),
        details);
  }
}
