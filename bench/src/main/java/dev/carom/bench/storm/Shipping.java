package dev.carom.bench.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.bench.micro.Zipf;
import dev.carom.bench.peers.Spread;
import dev.carom.core.click.ClickJournal;
import dev.carom.core.click.ClickShipper;
import dev.carom.core.click.ClickStore;
import dev.carom.core.click.ClickText;
import dev.carom.core.click.ClickWriter;
import dev.carom.core.metrics.Metrics;
import dev.carom.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * How fast clicks come from a journal into PostgreSQL, counts and all, beside a plain {@code COPY}
 * of the same rows into the same table with its indexes, in turns. The clicks are of a million
 * links by Zipf's law, of ten minutes, and as different as browsers, countries and referrers are.
 */
final class Shipping implements Scenario {

  /**
   * What came of it.
   *
   * @param ratio of the rates, by rounds
   */
  record Details(int links, int clicks, List<Round> rounds, Spread ratio) {

    static Details of(int clicks, List<Round> rounds) {
      List<Double> ratios = rounds.stream().map(Round::ratio).toList();
      return new Details(LINKS, clicks, List.copyOf(rounds), Spread.of(ratios));
    }
  }

  /** A turn of each. */
  record Round(double shippedPerSecond, double copiedPerSecond) {

    double ratio() {
      return shippedPerSecond / copiedPerSecond;
    }
  }

  private static final double LEAST = 0.5;
  private static final int LINKS = 1_000_000;

  /** As many as a redirect server ships at once. */
  private static final int BATCH = 200_000;

  private static final int CLICKS = 3 * BATCH;

  /** In which that many come. */
  private static final Duration TIME = Duration.ofMinutes(10);

  private static final int WARM_UP_ROUNDS = 2;
  private static final ClickJournal.Limits LIMITS =
      // The ring holds all of a round's clicks, so that none is dropped.
      new ClickJournal.Limits(
          Path.of("/dev/shm"), 256 << 20, 16 << 20, 1L << 30, Duration.ofMillis(50));

  private static final Texts AGENTS =
      Texts.of(
          60,
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:1%1$02d.0) Gecko/20100101 Firefox/1%1$02d.0");

  private static final Texts REFERRERS = Texts.of(500, "host%d.example");
  private static final Texts LANGUAGES = Texts.of(20, "l%d");
  private static final Texts COUNTRIES = Texts.of(26, "%02d");

  /** Texts, of which some are much more frequent than others. */
  private record Texts(List<byte[]> all, Zipf zipf) {

    private static Texts of(int count, String format) {
      List<byte[]> all =
          IntStream.range(0, count)
              .mapToObj(i -> String.format(Locale.ROOT, format, i).getBytes(US_ASCII))
              .toList();
      return new Texts(all, new Zipf(count, 1));
    }

    private void write(ClickWriter writer, ClickText kind, SplittableRandom random) {
      byte[] text = all.get(zipf.pick(random));
      writer.text(kind, text, 0, text.length);
    }
  }

  private final StormOptions options;

  Shipping(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    ClickStore store = stage.store().openClicks(stage.resources());
    EmbeddedPostgres postgres = stage.store().postgres();
    Zipf links = new Zipf(LINKS, 1);
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= WARM_UP_ROUNDS + options.rounds(); i++) {
      Path folder = stage.folder().resolve("journal-" + i);
      journal(folder, links, i);
      double shipped = perSecond(() -> ship(folder, store));
      double copied = copy(postgres);
      if (i > WARM_UP_ROUNDS) {
        rounds.add(new Round(shipped, copied));
        stage.out().println(line(rounds.getLast()));
      }
    }
    return finding(Details.of(CLICKS, rounds));
  }

  /** Writes a journal, as a server would, and leaves it behind. */
  private static void journal(Path folder, Zipf links, int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    long begin = System.currentTimeMillis() - TIME.toMillis();
    try (Metrics metrics = new Metrics();
        ClickJournal journal = ClickJournal.open(folder, LIMITS, 1, metrics.registry())) {
      ClickWriter writer = journal.writer(0);
      for (int i = 0; i < CLICKS; i++) {
        long at = begin + TIME.toMillis() * i / CLICKS;
        if (!writer.begin(at, 1 + links.pick(random), random.nextLong(), 0)) {
          throw new IllegalStateException("the ring is too small");
        }
        AGENTS.write(writer, ClickText.AGENT, random);
        REFERRERS.write(writer, ClickText.REFERRER, random);
        LANGUAGES.write(writer, ClickText.LANGUAGE, random);
        COUNTRIES.write(writer, ClickText.COUNTRY, random);
        writer.end();
      }
    }
  }

  private static void ship(Path folder, ClickStore store) throws IOException {
    long shipped = ClickShipper.shipAbandoned(folder, LIMITS.ringDir(), store, BATCH);
    if (shipped != CLICKS) {
      throw new IllegalStateException("clicks shipped: " + shipped);
    }
  }

  /** What is timed. */
  private interface Work {
    void run() throws IOException;
  }

  private static double perSecond(Work work) throws IOException {
    long start = System.nanoTime();
    work.run();
    return CLICKS / ((System.nanoTime() - start) / 1e9);
  }

  /** Takes what was shipped out of the tables, and copies the clicks back. */
  private static double copy(EmbeddedPostgres postgres) throws IOException {
    try (Connection connection =
        DriverManager.getConnection(
            postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password())) {
      List<byte[]> rows = rows(connection);
      truncate(connection);
      double copied = perSecond(() -> copy(connection, rows));
      truncate(connection);
      return copied;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static List<byte[]> rows(Connection connection) throws SQLException {
    List<byte[]> rows = new ArrayList<>(CLICKS);
    CopyOut out =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY (SELECT * FROM click ORDER BY id) TO STDOUT (FORMAT binary)");
    for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
      rows.add(row);
    }
    return rows;
  }

  private static void copy(Connection connection, List<byte[]> rows) throws IOException {
    try {
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY click FROM STDIN (FORMAT binary)");
      for (byte[] row : rows) {
        copy.writeToCopy(row, 0, row.length);
      }
      copy.endCopy();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static void truncate(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("TRUNCATE click, click_count, click_breakdown, click_visitors");
      statement.execute("CHECKPOINT");
    }
  }

  private static String line(Round round) {
    return String.format(
        Locale.ROOT,
        "shipped %,.0f/s, copied %,.0f/s, ratio %.2f",
        round.shippedPerSecond(),
        round.copiedPerSecond(),
        round.ratio());
  }

  private static Finding finding(Details details) {
    Spread ratio = details.ratio();
    Table table = new Table();
    table.row("links", details.links());
    table.row("clicks a round", details.clicks());
    table.row("ratio, median", ratio.median());
    table.row("ratio, quartiles", "%.3f to %.3f".formatted(ratio.lower(), ratio.upper()));
    table.row("ratio, least and most", "%.3f, %.3f".formatted(ratio.min(), ratio.max()));
    return new Finding(
        "clicks are shipped at least half as fast as their rows are copied",
        ratio.median() >= LEAST,
        table.toString(),
        details);
  }
}
