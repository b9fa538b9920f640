package dev.carom.core.lifecycle;

import dev.carom.core.config.ComponentConfig;
import dev.carom.core.config.ConfigException;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.LogConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process from its command line to its exit: configured, run until it is asked to stop, closed.
 */
public final class Program {

  /** Variables of the environment that begin like keys and are none. */
  public static final Set<String> RESERVED_VARIABLES = Set.of("CAROM_JAVA_OPTS");

  /** After a signal: more than any server takes to drain by its own configuration's defaults. */
  private static final Duration STOP_DEADLINE = Duration.ofMinutes(2);

  private static final Logger logger = LoggerFactory.getLogger(Program.class);

  private final String name;
  private final ShutdownSignal signal;

  private Program(String name, ShutdownSignal signal) {
    this.name = name;
    this.signal = signal;
  }

  /** What a process does between its configuration and its exit. */
  @FunctionalInterface
  public interface Body {

    /**
     * Runs the process.
     *
     * @param resources what it opens; closed when it returns or throws
     */
    void run(Program program, Configuration configuration, ResourceStack resources)
        throws Exception;
  }

  /** Runs a process and exits with its code. */
  public static void exit(
      String name, String[] args, List<Class<? extends ComponentConfig>> needed, Body body) {
    System.exit(run(name, args, needed, body).status());
  }

  /** Runs a process whose command line is nothing but flags of configuration. */
  public static ExitCode run(
      String name, String[] args, List<Class<? extends ComponentConfig>> needed, Body body) {
    if (List.of(args).contains("--help")) {
      System.out.print(usage(name));
      return ExitCode.DONE;
    }
    Configuration configuration;
    try {
      configuration =
          Configuration.load(
              List.of(args), System.getenv(), RESERVED_VARIABLES, with(needed, LogConfig.class));
    } catch (ConfigException e) {
      System.err.println(name + ": " + e.getMessage());
      return ExitCode.USAGE;
    }
    LogForm.set(configuration.get(LogConfig.class).format());
    logger.info("{} starts with\n{}", name, configuration.table());
    configuration.warnings().forEach(logger::warn);
    return run(name, configuration, body);
  }

  private static String usage(String name) {
    return """
    Usage: %s [--config FILE] [--KEY=VALUE …]

    The keys, their defaults and their variables of the environment: docs/configuration.md.
    What holds is written to the log at every start; a value that is wrong prevents it.
    """
        .formatted(name);
  }

  /** Runs a process that is configured. */
  public static ExitCode run(String name, Configuration configuration, Body body) {
    return ShutdownSignal.run(
        STOP_DEADLINE,
        signal -> {
          try (ResourceStack resources = new ResourceStack()) {
            body.run(new Program(name, signal), configuration, resources);
            logger.info("{} stops", name);
          }
        });
  }

  /** Returns the components and one more. */
  public static List<Class<? extends ComponentConfig>> with(
      List<Class<? extends ComponentConfig>> components, Class<? extends ComponentConfig> another) {
    List<Class<? extends ComponentConfig>> all = new ArrayList<>(components);
    all.add(another);
    return all;
  }

  /** Says that the process is ready. */
  public void started(String where) {
    logger.info("{} is started: {}", name, where);
  }

  /** Waits until the process is asked to stop. */
  public void awaitStop() throws InterruptedException {
    signal.await();
  }
}
