package dev.carom.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.lifecycle.ResourceStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The distribution's PostgreSQL (the embedded one lacks the programs), which the scripts of {@code
 * infra/backup} archive, back up and restore as they do an operator's: installed in a folder, run
 * by the server's user, connecting as the role that {@code role.sql} makes. One thread.
 */
final class ArchivedPostgres implements AutoCloseable {

  /** How a script ended, and what it wrote. */
  record Run(int exitCode, String output) {

    Run mustSucceed() {
      assertThat(exitCode).as(output).isZero();
      return this;
    }
  }

  static final String SUPERUSER = "postgres";

  private static final Path DELIVERED =
      Path.of(System.getProperty("basedir", ".")).resolve("../backup").normalize();
  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PASSWORD = "of-the-backup-role";

  /** PostgreSQL refuses to be run by root; Debian's package makes this user. */
  private static final List<String> AS_SERVER =
      "root".equals(System.getProperty("user.name"))
          ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")
          : List.of();

  private final Path folder;
  private final int port;
  private @Nullable Process server;

  private ArchivedPostgres(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /**
   * Makes one that is archived, and has the role, and starts it.
   *
   * @param folder an empty one, into which everybody may go
   * @param archiveTimeout in place of the delivered one, such as {@code 2s}
   */
  static ArchivedPostgres create(Path folder, String archiveTimeout)
      throws IOException, InterruptedException {
    assertThat(BIN.resolve("pg_verifybackup"))
        .as("the programs of the package postgresql-15, which has to be installed")
        .isExecutable();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (ResourceStack opening = new ResourceStack()) {
      ArchivedPostgres postgres = opening.add(new ArchivedPostgres(folder, Varnish.freePort()));
      postgres.install();
      postgres.initialize();
      postgres.configure(archiveTimeout);
      postgres.start();
      postgres.execute(Files.readString(DELIVERED.resolve("role.sql")));
      postgres.execute("ALTER ROLE carom_backup PASSWORD '%s'".formatted(PASSWORD));
      // It is closed by whoever asked for it.
      var _ = opening.release();
      return postgres;
    }
  }

  private void initialize() throws IOException, InterruptedException {
    run(
            Map.of(),
            BIN.resolve("initdb").toString(),
            "--pgdata=" + data(),
            "--username=" + SUPERUSER,
            "--data-checksums",
            "--locale=C.UTF-8",
            "--no-sync")
        .mustSucceed();
  }

  private void install() throws IOException, InterruptedException {
    for (Path made : List.of(folder.resolve("scripts"), home(), base(), archive())) {
      Files.createDirectories(made);
    }
    try (Stream<Path> files = Files.list(DELIVERED)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve("scripts").resolve(file.getFileName()));
      }
    }
    Path passwords = home().resolve("pgpass");
    Files.writeString(passwords, "*:*:*:carom_backup:" + PASSWORD + "\n");
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
    giveToServer(home());
  }

  private void giveToServer(Path path) throws IOException, InterruptedException {
    if (!AS_SERVER.isEmpty()) {
      Process chown =
          new ProcessBuilder("chown", "-R", "postgres:postgres", path.toString())
              .inheritIO()
              .start();
      assertThat(chown.waitFor()).isZero();
    }
  }

  /** What is delivered is used as it is, but for the folders and how long archiving may take. */
  private void configure(String archiveTimeout) throws IOException, InterruptedException {
    String delivered =
        Files.readString(DELIVERED.resolve("postgresql.conf"))
            .replace("/opt/carom/backup", folder.resolve("scripts").toString())
            .replace("/var/backups/carom", root().toString());
    Path included = home().resolve("archive.conf");
    Files.writeString(included, delivered);
    Files.writeString(
        data().resolve("postgresql.conf"),
        """
        include = '%s'
        archive_timeout = %s
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        port = %d
        fsync = off
        """
            .formatted(included, archiveTimeout, port));
    String access =
        Files.readAllLines(DELIVERED.resolve("role.sql")).stream()
            .filter(line -> line.startsWith("--   host"))
            .map(line -> line.substring(2))
            .findFirst()
            .orElseThrow();
    Files.writeString(
        data().resolve("pg_hba.conf"), "host all postgres 127.0.0.1/32 trust\n" + access + "\n");
    giveToServer(home());
  }

  private Path home() {
    return folder.resolve("server");
  }

  Path data() {
    return home().resolve("data");
  }

  /** Where the backups are. */
  Path root() {
    return home().resolve("backups");
  }

  Path base() {
    return root().resolve("base");
  }

  Path archive() {
    return root().resolve("wal");
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** Starts the server; it may take a while to recover what it finds. */
  void start() throws IOException {
    List<String> command = new ArrayList<>(AS_SERVER);
    command.addAll(List.of(BIN.resolve("postgres").toString(), "-D", data().toString()));
    Process started =
        new ProcessBuilder(command)
            .directory(home().toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("postgres.log").toFile()))
            .start();
    server = started;
    Awaitility.await("PostgreSQL's start")
        .atMost(LIMIT)
        .failFast(() -> !started.isAlive())
        .ignoreExceptions()
        .until(() -> text("SELECT 'there'").equals("there"));
  }

  /** Ends the server and all its processes as a crash does. */
  void kill() {
    Process killed = server;
    if (killed != null) {
      List<ProcessHandle> all = killed.descendants().toList();
      killed.destroyForcibly();
      Awaitility.await("PostgreSQL's end")
          .atMost(LIMIT)
          .until(() -> !killed.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive));
      server = null;
    }
  }

  /** Kills the server and deletes its data; an empty folder is left. */
  void destroy() throws IOException, InterruptedException {
    kill();
    emptyData();
  }

  /** Leaves an empty data folder of the server's user. */
  void emptyData() throws IOException, InterruptedException {
    if (Files.exists(data())) {
      delete(data());
    }
    makeFolder(data());
  }

  /** Makes an empty folder of the server's user. */
  void makeFolder(Path made) throws IOException, InterruptedException {
    Files.createDirectory(made);
    giveToServer(made);
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Runs a script as the server's user; it connects as the backup's role. */
  Run script(String name, String... arguments) throws IOException, InterruptedException {
    return script(Map.of("PGUSER", "carom_backup"), name, arguments);
  }

  Run script(Map<String, String> environment, String name, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("scripts").resolve(name).toString());
    command.addAll(List.of(arguments));
    return run(environment, command.toArray(String[]::new));
  }

  /** Takes a base backup, and returns its name. */
  String backUp() throws IOException, InterruptedException {
    script("backup.sh", "--root", root().toString()).mustSucceed();
    return backups().getLast();
  }

  /** Restores into the empty data folder and starts the server; returns what was said of it. */
  String restore(String... to) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("--root", root().toString(), "--data", data().toString()));
    arguments.addAll(List.of(to));
    Run restored = script("restore.sh", arguments.toArray(String[]::new)).mustSucceed();
    start();
    Run recovered =
        script(Map.of("PGUSER", SUPERUSER), "recovered.sh", "--within", "60").mustSucceed();
    return restored.output + recovered.output;
  }

  /** The names of all base backups, in order. */
  List<String> backups() throws IOException {
    try (Stream<Path> files = Files.list(base())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** Waits until all that is committed now is in the archive, without hurrying it. */
  void awaitArchived() {
    Path segment =
        archive().resolve(text("SELECT pg_walfile_name(pg_current_wal_insert_lsn())") + ".gz");
    Awaitility.await(segment.toString()).atMost(LIMIT).until(() -> Files.exists(segment));
  }

  /** Begins a new segment, and waits until all that is committed now is in the archive. */
  void archiveNow() {
    String segment = text("SELECT pg_walfile_name(pg_switch_wal())");
    Path kept = archive().resolve(segment + ".gz");
    Awaitility.await(segment).atMost(LIMIT).until(() -> Files.exists(kept));
  }

  private Run run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(AS_SERVER);
    all.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(all).directory(home().toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("PATH", BIN + ":" + System.getenv("PATH"));
    builder.environment().put("PGHOST", "127.0.0.1");
    builder.environment().put("PGPORT", Integer.toString(port));
    builder.environment().put("PGPASSFILE", home().resolve("pgpass").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }

  /** Executes statements in the database {@code postgres}. */
  void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(url("postgres"), SUPERUSER, "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** Returns the single value that a query answers there. */
  String text(String sql) {
    try (Connection connection = DriverManager.getConnection(url("postgres"), SUPERUSER, "");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** What the server has logged. */
  String log() {
    try {
      return Files.readString(folder.resolve("postgres.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
