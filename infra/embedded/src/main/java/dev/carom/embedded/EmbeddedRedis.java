package dev.carom.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A real Redis 6.2 on 127.0.0.1 that is a cache and nothing else: it writes nothing to disk, evicts
 * what was least recently used, and starts empty. Its password stays the same.
 */
public final class EmbeddedRedis extends EmbeddedServer {
  private static final String TITLE = "Redis";
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(30);

  private static final Shutdown ORDERLY =
      Shutdown.of(
          new Shutdown.Step(Signal.TERM, Duration.ofSeconds(5)),
          new Shutdown.Step(Signal.KILL, Duration.ofSeconds(10)));

  private final RedisOptions options;
  private final Path program;
  private final String password;

  private EmbeddedRedis(
      Home home,
      FolderLock lock,
      RedisOptions options,
      Path program,
      String password,
      Consumer<String> progress) {
    super(TITLE, home, lock, options.port(), progress);
    this.options = options;
    this.program = program;
    this.password = password;
  }

  /**
   * Starts the server of a folder, and first unpacks it if need be.
   *
   * @param dir the folder for everything; created if missing
   * @param progress is told in a few words what is being done, on the calling thread
   * @throws EmbeddedServerException if another owner runs it, its port is taken, or it cannot start
   */
  public static EmbeddedRedis start(Path dir, RedisOptions options, Consumer<String> progress) {
    return open(
        dir,
        "redis",
        options.stopAtJvmExit(),
        (home, lock) -> {
          Path folder = options.software().orElse(home.software());
          Path program = new Software(folder, Platform.current()).redis(progress);
          String password = Secrets.readOrCreate(home.password());
          return new EmbeddedRedis(home, lock, options, program, password, progress);
        });
  }

  @Override
  public String password() {
    return password;
  }

  /** The address with the password in it: {@code redis://:PASSWORD@127.0.0.1:PORT/0}. */
  public String url() {
    return "redis://:" + password() + "@" + host() + ":" + port() + "/0";
  }

  @Override
  void prepare() throws IOException {
    Folders.createPrivate(home.data());
  }

  @Override
  ServerProcess launch(int port) throws IOException {
    // By a file, for a command line is everybody's to read, and whole before the server starts.
    Secrets.write(configuration(), configuration(port));
    ServerProcess process =
        ServerProcess.spawn(TITLE, home, List.of(program.toString(), configuration().toString()));
    process.awaitReady(READY_TIMEOUT, () -> RedisPing.isAnswered(port, password));
    return process;
  }

  private Path configuration() {
    return home.data().resolve("redis.conf");
  }

  private String configuration(int port) {
    return """
    bind %s
    port %d
    protected-mode yes
    requirepass %s
    daemonize no
    dir ./
    save ""
    appendonly no
    maxmemory %dmb
    maxmemory-policy allkeys-lru
    """
        .formatted(Ports.HOST, port, password, options.maxMemoryMegabytes());
  }

  @Override
  Signature signature() {
    List<String> arguments = List.of(configuration().toString());
    return new Signature(Set.of("redis-server"), arguments, home.data());
  }

  @Override
  Shutdown orderly() {
    return ORDERLY;
  }

  @Override
  Shutdown orphaned() {
    return ORDERLY;
  }
}
