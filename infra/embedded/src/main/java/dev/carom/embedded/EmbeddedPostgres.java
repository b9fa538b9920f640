package dev.carom.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A real PostgreSQL 18 on 127.0.0.1: its cluster is made at the first start in a folder and kept
 * from then on, durable unless the options say otherwise.
 */
public final class EmbeddedPostgres extends EmbeddedServer {
  private static final String TITLE = "PostgreSQL";

  private static final Shutdown.Step IMMEDIATE =
      new Shutdown.Step(Signal.QUIT, Duration.ofSeconds(5));
  private static final Shutdown.Step KILL = new Shutdown.Step(Signal.KILL, Duration.ofSeconds(10));

  /** "Fast" disconnects the clients and writes a checkpoint; "immediate" leaves it to recovery. */
  private static final Shutdown ORDERLY =
      Shutdown.of(new Shutdown.Step(Signal.INT, Duration.ofSeconds(20)), IMMEDIATE, KILL);

  private static final Shutdown ORPHANED = Shutdown.of(IMMEDIATE, KILL);

  private final PostgresOptions options;
  private final PostgresCluster cluster;
  private final Path bin;
  private final PostgresUser user;
  private final String password;

  private EmbeddedPostgres(
      Home home,
      FolderLock lock,
      PostgresOptions options,
      Path bin,
      PostgresUser user,
      String password,
      Consumer<String> progress) {
    super(TITLE, home, lock, options.port(), progress);
    this.options = options;
    this.cluster = new PostgresCluster(home.data());
    this.bin = bin;
    this.user = user;
    this.password = password;
  }

  /**
   * Starts the server of a folder, and first unpacks it and creates its cluster if need be.
   *
   * @param dir the folder for everything; created if missing
   * @param progress is told in a few words what is being done, on the calling thread
   * @throws EmbeddedServerException if another owner runs it, its port is taken, or it cannot start
   */
  public static EmbeddedPostgres start(
      Path dir, PostgresOptions options, Consumer<String> progress) {
    return open(
        dir,
        "postgres",
        options.stopAtJvmExit(),
        (home, lock) -> {
          Path folder = options.software().orElse(home.software());
          Path bin = new Software(folder, Platform.current()).postgres(progress).resolve("bin");
          PostgresUser user = PostgresUser.choose(home.data(), bin.resolve("postgres"));
          String password = Secrets.readOrCreate(home.password());
          return new EmbeddedPostgres(home, lock, options, bin, user, password, progress);
        });
  }

  /** The user that may do everything; there is no other at first. */
  public String superuser() {
    return "postgres";
  }

  @Override
  public String password() {
    return password;
  }

  /** The address for the JDBC driver, without user and password. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
  }

  @Override
  void prepare() throws IOException {
    if (cluster.exists()) {
      user.own(cluster.folder());
      cluster.forgetReusedPid();
    } else {
      progress.accept("creating the database cluster");
      cluster.create(bin, user, password, options.durable());
    }
  }

  @Override
  ServerProcess launch(int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(bin.resolve("postgres").toString());
    command.addAll(signature().arguments());
    settings(port).forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    ServerProcess process = ServerProcess.spawn(TITLE, home, user.command(command));
    process.awaitReady(options.readyTimeout(), () -> cluster.isReady(process.pid().number()));
    return process;
  }

  private Map<String, String> settings(int port) {
    String durable = options.durable() ? "on" : "off";
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("max_connections", "100");
    settings.put("shared_buffers", "128MB");
    settings.put("password_encryption", "scram-sha-256");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("synchronous_commit", durable);
    settings.put("full_page_writes", durable);
    settings.putAll(options.settings());
    settings.put("fsync", durable);
    settings.put("listen_addresses", Ports.HOST);
    settings.put("unix_socket_directories", "");
    settings.put("port", Integer.toString(port));
    return settings;
  }

  @Override
  Signature signature() {
    return cluster.server();
  }

  @Override
  Shutdown orderly() {
    return ORDERLY;
  }

  @Override
  Shutdown orphaned() {
    return ORPHANED;
  }
}
