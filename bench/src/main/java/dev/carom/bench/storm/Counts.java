package dev.carom.bench.storm;

import dev.carom.bench.storm.Interview.Answered;
import dev.carom.bench.storm.Interview.Question;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickStats;
import dev.carom.core.click.ClickStats.Interval;
import dev.carom.core.click.ClickStats.Query;
import dev.carom.core.click.ClickStats.Scope;
import dev.carom.core.click.Dimension;
import dev.carom.core.click.TrafficClass;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * How long it takes to tell counts when there are very many clicks ({@link ManyClicks}): of a link
 * that has a tenth of them, of one that has hardly any, and of all together; by the hour, the day
 * and the month, and by each dimension.
 */
final class Counts implements Scenario {

  /** What came of it. */
  record Details(long clicks, long busiest, List<Answered> questions) {}

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
    ManyClicks.create(stage.store().postgres(), clicks, today, stage.out());
    List<Answered> answered =
        new Interview<ClickStats>(
                stage,
                resources -> stage.store().openStores(resources).reports().stats(),
                questions())
            .ask(options.rounds());
    return finding(new Details(clicks, clicks / 10, answered));
  }

  private List<Question<ClickStats>> questions() {
    List<Question<ClickStats>> questions = new ArrayList<>();
    questions.addAll(of("busiest link", ManyClicks.BUSIEST));
    questions.addAll(of("quiet link", ManyClicks.QUIET));
    questions.addAll(of("all links", Click.ALL_LINKS));
    return questions;
  }

  private List<Question<ClickStats>> of(String whose, long link) {
    Scope scope = new Scope.OfLink(link);
    Query all = query(scope, begin, end, Interval.DAY, "UTC");
    Query hours = query(scope, begin, end, Interval.HOUR, "UTC");
    Query elsewhere = query(scope, begin, end, Interval.DAY, "America/New_York");
    Query months = query(scope, begin, end, Interval.MONTH, "Asia/Kolkata");
    Query parts =
        query(scope, begin.plus(PART_OF_A_DAY), end.minus(PART_OF_A_DAY), Interval.DAY, "UTC");
    List<Question<ClickStats>> questions = new ArrayList<>();
    questions.add(new Question<>(whose + ", by day", stats -> stats.count(all)));
    questions.add(new Question<>(whose + ", by hour", stats -> stats.count(hours)));
    questions.add(new Question<>(whose + ", by day in New York", stats -> stats.count(elsewhere)));
    questions.add(new Question<>(whose + ", by month in Kolkata", stats -> stats.count(months)));
    for (Dimension dimension : Dimension.values()) {
      questions.add(
          new Question<>(
              whose + ", by " + dimension, stats -> stats.breakDown(all, dimension, 100)));
    }
    questions.add(
        new Question<>(
            whose + ", by REFERRER, parts of days too",
            stats -> stats.breakDown(parts, Dimension.REFERRER, 100)));
    return questions;
  }

  private static Query query(
      Scope scope, Instant from, Instant to, Interval interval, String zone) {
    return new Query(scope, from, to, interval, ZoneId.of(zone), EnumSet.allOf(TrafficClass.class));
  }

  private static Finding finding(Details details) {
    Answered slowest = Answered.slowest(details.questions());
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
