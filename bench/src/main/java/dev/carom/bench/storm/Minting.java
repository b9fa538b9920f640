package dev.carom.bench.storm;

import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.peers.Ports;
import dev.carom.bench.peers.Spread;
import dev.carom.bench.storm.Creators.Created;
import dev.carom.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * How fast the admin API mints links, in turns: by single requests beside pgbench, whose
 * transaction is the bare {@code INSERT} of such a row, and by a bulk request beside {@code COPY}
 * of such rows. All four write to the same table with its indexes and triggers, in a PostgreSQL
 * that syncs. Nothing is pinned: each side pays for its clients.
 */
final class Minting implements Scenario {

  /**
   * What came of it.
   *
   * @param single the ratios of links by single requests to rows by pgbench
   * @param bulk those of links by bulk requests to rows by COPY
   */
  record Details(int clients, int lines, List<Round> rounds, Spread single, Spread bulk) {

    static Details of(int clients, int lines, List<Round> rounds) {
      return new Details(
          clients,
          lines,
          List.copyOf(rounds),
          Spread.of(rounds.stream().map(Round::single).toList()),
          Spread.of(rounds.stream().map(Round::bulk).toList()));
    }

    boolean isGood() {
      return single.median() >= LEAST_SINGLE && bulk.median() >= LEAST_BULK;
    }
  }

  /** A turn of each. */
  record Round(
      Created created, double insertedPerSecond, double linesPerSecond, double copiedPerSecond) {

    double single() {
      return created.perSecond() / insertedPerSecond;
    }

    double bulk() {
      return linesPerSecond / copiedPerSecond;
    }
  }

  private static final double LEAST_SINGLE = 0.5;
  private static final double LEAST_BULK = 0.3;
  private static final Duration FIRST_WARM_UP = Duration.ofSeconds(30);
  private static final String KEY = "a-key-for-measurements-alone";

  private static final String INSERT =
      """
      \\set number random(1, 1000000000)
      INSERT INTO link (id, redirect_status, target)
      VALUES (nextval('link_id'), 302, 'https://example.com/created/' || :number);
      """;

  private final StormOptions options;

  Minting(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    Pgbench pgbench = Pgbench.onLinks(stage, Pgbench.find());
    Path script = Files.writeString(stage.folder().resolve("insert.sql"), INSERT);
    stage.store().configure("admin.bootstrap-key", KEY);
    int port = stage.ports().take();
    ServerProcess server =
        ServerProcess.admin(
            stage,
            "admin",
            port,
            stage.ports().take(),
            List.of(
                "link.base-url=http://%s:%d".formatted(Ports.HOST, port),
                "admin.rate-limit.per-address=0",
                "admin.rate-limit.per-key=0"));
    Creators creators = new Creators(Ports.HOST, port, KEY, options.connections());
    stage.out().println("Warming up …");
    Created _ = creators.run(FIRST_WARM_UP);
    Round _ = round(stage, creators, pgbench, script);
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= options.rounds(); i++) {
      rounds.add(round(stage, creators, pgbench, script));
      stage.out().println(line(rounds.getLast()));
    }
    server.stop();
    return finding(Details.of(options.connections(), options.lines(), rounds));
  }

  private Round round(Stage stage, Creators creators, Pgbench pgbench, Path script)
      throws IOException, InterruptedException {
    EmbeddedPostgres postgres = stage.store().postgres();
    Created created = creators.run(options.measured());
    double inserted =
        pgbench.runsPerSecond(stage, script, options.connections(), options.measured());
    double lines = linesPerSecond(creators);
    double copied = copiedPerSecond(postgres);
    Sql.execute(postgres, "VACUUM ANALYZE link");
    return new Round(created, inserted, lines, copied);
  }

  private double linesPerSecond(Creators creators) throws IOException {
    String lines =
        LongStream.rangeClosed(1, options.lines())
            .mapToObj("{\"url\": \"https://example.com/bulk/%d\"}\n"::formatted)
            .collect(Collectors.joining());
    long start = System.nanoTime();
    long created = creators.bulk(lines);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (created != options.lines()) {
      throw new MeasurementException(
          "%d of %d lines were minted".formatted(created, options.lines()));
    }
    return created / seconds;
  }

  private double copiedPerSecond(EmbeddedPostgres postgres) {
    try (Connection connection =
        DriverManager.getConnection(
            postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password())) {
      long first = ids(connection);
      byte[] rows =
          LongStream.range(first, first + options.lines())
              .mapToObj(id -> "%d\t302\thttps://example.com/bulk/%d\n".formatted(id, id))
              .collect(Collectors.joining())
              .getBytes(StandardCharsets.US_ASCII);
      long start = System.nanoTime();
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY link (id, redirect_status, target) FROM STDIN");
      copy.writeToCopy(rows, 0, rows.length);
      copy.endCopy();
      return options.lines() / ((System.nanoTime() - start) / 1e9);
    } catch (SQLException e) {
      throw new MeasurementException("links could not be copied: " + e.getMessage());
    }
  }

  /** Takes ids that nobody else gets, and returns the first. */
  private long ids(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT setval('link_id', last_value + %d) - %d + 1 FROM link_id"
                    .formatted(options.lines(), options.lines()))) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String line(Round round) {
    return String.format(
        Locale.ROOT,
        "single %,.0f/s (p99 %.1f ms), pgbench %,.0f/s, ratio %.2f; bulk %,.0f/s, COPY %,.0f/s, ratio %.2f",
        round.created().perSecond(),
        round.created().p99Micros() / 1000.0,
        round.insertedPerSecond(),
        round.single(),
        round.linesPerSecond(),
        round.copiedPerSecond(),
        round.bulk());
  }

  private static Finding finding(Details details) {
    Table table = new Table();
    table.row("clients", details.clients());
    table.row("lines of a bulk request", details.lines());
    table.row("single, ratio, median", details.single().median());
    table.row(
        "single, ratio, quartiles",
        "%.3f to %.3f".formatted(details.single().lower(), details.single().upper()));
    table.row("bulk, ratio, median", details.bulk().median());
    table.row(
        "bulk, ratio, quartiles",
        "%.3f to %.3f".formatted(details.bulk().lower(), details.bulk().upper()));
    return new Finding(
        "links are minted at least half as fast as pgbench inserts, and 0.3 as fast as COPY",
        details.isGood(),
        table.toString(),
        details);
  }
}
