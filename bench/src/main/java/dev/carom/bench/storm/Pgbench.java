package dev.carom.bench.storm;

import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.peers.Programs;
import dev.carom.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's own benchmark, on a database of a server that links are in.
 *
 * @param program where it is installed
 * @param database how it is reached
 */
record Pgbench(String program, String database) {

  private static final String NAME = "pgbench";
  private static final Duration SLACK = Duration.ofSeconds(60);
  private static final Duration PREPARE_LIMIT = Duration.ofMinutes(10);
  private static final Pattern SPEED = Pattern.compile("(?m)^tps = (\\d+(\\.\\d+)?) ");

  /** Returns where the program is. */
  static String find() {
    String program = Programs.installed().find(NAME);
    if (program == null) {
      throw new MeasurementException(Programs.missing(NAME, "postgresql"));
    }
    return program;
  }

  /**
   * Makes a database of its own, with its own tables.
   *
   * @param scale the accounts in it, in hundreds of thousands
   */
  static Pgbench prepare(Stage stage, String program, int scale)
      throws IOException, InterruptedException {
    EmbeddedPostgres postgres = stage.store().postgres();
    Sql.execute(postgres, "CREATE DATABASE " + NAME);
    Pgbench pgbench = new Pgbench(program, address(postgres, NAME, passwordFile(stage)));
    pgbench.run(stage, List.of("-i", "-q", "-s", Integer.toString(scale)), PREPARE_LIMIT);
    return pgbench;
  }

  /** Uses the database that the links are in. */
  static Pgbench onLinks(Stage stage, String program) throws IOException {
    return new Pgbench(program, address(stage.store().postgres(), "postgres", passwordFile(stage)));
  }

  /** In a file, for a command line is everybody's to read. */
  private static Path passwordFile(Stage stage) throws IOException {
    Path file = stage.folder().resolve("pgpass");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, "*:*:*:*:" + stage.store().postgres().password() + "\n");
  }

  private static String address(EmbeddedPostgres postgres, String database, Path passwordFile) {
    return "host=%s port=%d user=%s dbname=%s passfile=%s"
        .formatted(postgres.host(), postgres.port(), postgres.superuser(), database, passwordFile);
  }

  /**
   * Reads accounts by their keys for so long, and returns how many a second once all clients are
   * connected.
   */
  double readsPerSecond(Stage stage, int clients, Duration length)
      throws IOException, InterruptedException {
    return transactionsPerSecond(stage, List.of("-S"), clients, length);
  }

  /** Runs a script over and over for so long, and returns how many times a second. */
  double runsPerSecond(Stage stage, Path script, int clients, Duration length)
      throws IOException, InterruptedException {
    return transactionsPerSecond(stage, List.of("-f", script.toString()), clients, length);
  }

  private double transactionsPerSecond(
      Stage stage, List<String> transaction, int clients, Duration length)
      throws IOException, InterruptedException {
    String threads =
        Integer.toString(Math.min(clients, Runtime.getRuntime().availableProcessors()));
    List<String> arguments = new ArrayList<>(transaction);
    arguments.addAll(List.of("-n", "-M", "prepared"));
    arguments.addAll(List.of("-c", Integer.toString(clients), "-j", threads));
    arguments.addAll(List.of("-T", Long.toString(length.toSeconds())));
    run(stage, arguments, length.plus(SLACK));
    return parse(Files.readString(stage.log(NAME)));
  }

  private void run(Stage stage, List<String> arguments, Duration limit)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    command.add(database);
    stage.start(NAME, stage.cores().forDriver(command)).awaitSuccess(limit);
  }

  /**
   * Understands what it writes; older versions have two such lines, the last without connecting.
   */
  static double parse(String output) {
    Matcher speed = SPEED.matcher(output);
    String last = null;
    while (speed.find()) {
      last = speed.group(1);
    }
    if (last == null) {
      throw new MeasurementException("pgbench says nothing of its speed:\n" + output);
    }
    return Double.parseDouble(last);
  }
}
