package dev.carom.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server of ours in a JVM of its own, that can be paused, killed and started again on another
 * port. One thread at a time does that; the port may be asked by any.
 */
final class CaromProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Pattern STARTED = Pattern.compile("(?:on port (\\d+), )?ops on port (\\d+)");

  private final String name;
  private final String mainClass;
  private final List<String> options;
  private final List<String> flags;
  private final Path folder;

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx128m",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:ActiveProcessorCount=2",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dcom.linecorp.armeria.warnNettyVersions=false");

  private String classPath;
  private @Nullable Process process;
  private int starts;
  private volatile int port;
  private volatile int opsPort;

  /** One of this release, not started yet. */
  CaromProcess(
      String name, String mainClass, List<String> options, List<String> flags, Path folder) {
    this(name, classPath(), mainClass, options, flags, folder);
  }

  /**
   * A process that is not started yet.
   *
   * @param name of the process and its logs
   * @param classPath what has its classes
   * @param options of the JVM
   * @param flags of the configuration
   * @param folder where those are put
   */
  CaromProcess(
      String name,
      String classPath,
      String mainClass,
      List<String> options,
      List<String> flags,
      Path folder) {
    this.name = name;
    this.classPath = classPath;
    this.mainClass = mainClass;
    this.options = List.copyOf(options);
    this.flags = List.copyOf(flags);
    this.folder = folder;
  }

  String name() {
    return name;
  }

  /** Where it tells of itself, once it is started. */
  int opsPort() {
    return opsPort;
  }

  /** Where it listens, or 0 while it does not run. */
  int port() {
    return port;
  }

  /** Starts it, and returns when it listens. */
  void start() throws IOException, InterruptedException {
    start(Map.of());
  }

  /** Starts it with variables of the environment. */
  void start(Map<String, String> variables) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(flags);
    Path log = folder.resolve("%s-%d.log".formatted(name, ++starts));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log.toFile()).environment().putAll(variables);
    Process started = builder.start();
    process = started;
    awaitStarted(started, log);
  }

  /** How a JVM begins that is small and starts quickly. */
  static List<String> java() {
    return Stream.concat(
            Stream.of(ProcessHandle.current().info().command().orElse("java")),
            JVM_OPTIONS.stream())
        .toList();
  }

  /** What has this program's classes, and all others that tests see. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private void awaitStarted(Process started, Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      Matcher ports = STARTED.matcher(Files.readString(log));
      if (ports.find()) {
        opsPort = Integer.parseInt(ports.group(2));
        port = ports.group(1) == null ? opsPort : Integer.parseInt(ports.group(1));
        return;
      }
      if (!started.isAlive() || System.nanoTime() - deadline > 0) {
        throw new AssertionError("%s did not start:%n%s".formatted(name, Files.readString(log)));
      }
      Thread.sleep(20);
    }
  }

  /** Whether it says that it is ready. */
  boolean isReady() {
    try (HttpConnection ops = HttpConnection.open(opsPort, Duration.ofSeconds(5))) {
      return ops.ask("GET", "/readyz").status() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Returns the value of one of its meters that has no labels.
   *
   * @param name as Prometheus knows it
   */
  double meter(String name) throws IOException {
    try (HttpConnection ops = HttpConnection.open(opsPort, Duration.ofSeconds(5))) {
      return ops.ask("GET", "/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no meter is called " + name));
    }
  }

  void pause() throws IOException, InterruptedException {
    Signals.pause(running().pid());
  }

  void resume() throws IOException, InterruptedException {
    Signals.resume(running().pid());
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    port = 0;
    running().destroyForcibly().waitFor();
    process = null;
  }

  /** Ends it as a service manager does, and returns its exit code. */
  int terminate() throws InterruptedException {
    Process ending = running();
    ending.destroy();
    int code = ending.waitFor();
    port = 0;
    process = null;
    return code;
  }

  /** Has other classes run from the next start on. */
  void become(String classPath) {
    this.classPath = classPath;
  }

  /** Whether it has ended though nobody killed it. */
  boolean endedByItself() {
    return process != null && !process.isAlive();
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(name + " is not running");
    }
    return process;
  }

  /** Kills it, if it runs. */
  @Override
  public void close() {
    port = 0;
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
