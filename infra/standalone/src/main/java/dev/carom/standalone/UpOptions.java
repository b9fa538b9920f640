package dev.carom.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The command line of {@code carom up}.
 *
 * @param dataDir where everything is kept
 * @param configuration flags of configuration keys, such as {@code --redirect.max-loads=100}, which
 *     win over what {@code up} chooses
 */
record UpOptions(
    Path dataDir, int redirectPort, int adminPort, int opsPort, List<String> configuration) {

  static final String USAGE =
      """
      Usage: carom up [options]

        --data-dir DIR        where everything is kept (default: .carom)
        --redirect-port PORT  where followers are answered (default: 8080)
        --admin-port PORT     where links are created and edited (default: 8081)
        --ops-port PORT       health and metrics (default: 8082)
        --KEY=VALUE           any key of docs/configuration.md
      """;

  /**
   * Understands a command line.
   *
   * @throws UsageException if there is something in it that it does not know
   */
  static UpOptions parse(List<String> args) {
    Path dataDir = Path.of(".carom");
    int redirectPort = 8080;
    int adminPort = 8081;
    int opsPort = 8082;
    List<String> configuration = new ArrayList<>();
    Iterator<String> rest = args.iterator();
    while (rest.hasNext()) {
      String arg = rest.next();
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      switch (name) {
        case "--data-dir" -> dataDir = Path.of(value(arg, equals, rest));
        case "--redirect-port" -> redirectPort = port(name, value(arg, equals, rest));
        case "--admin-port" -> adminPort = port(name, value(arg, equals, rest));
        case "--ops-port" -> opsPort = port(name, value(arg, equals, rest));
        case "--redirect.port", "--admin.port", "--ops.port" ->
            throw new UsageException(
                "%s: write %s PORT instead".formatted(arg, name.replace('.', '-')));
        default -> {
          if (!name.startsWith("--") || name.indexOf('.') < 0 || equals < 0) {
            throw new UsageException("unknown option " + arg);
          }
          configuration.add(arg);
        }
      }
    }
    return new UpOptions(
        dataDir.toAbsolutePath().normalize(), redirectPort, adminPort, opsPort, configuration);
  }

  /**
   * Creates the folder unless it is there.
   *
   * @throws UsageException if it cannot be
   */
  void createDataDir() {
    try {
      Files.createDirectories(dataDir);
    } catch (IOException e) {
      throw new UsageException("--data-dir: %s cannot be created: %s".formatted(dataDir, e));
    }
  }

  private static String value(String arg, int equals, Iterator<String> rest) {
    String value = equals >= 0 ? arg.substring(equals + 1) : rest.hasNext() ? rest.next() : "";
    if (value.isEmpty()) {
      throw new UsageException(arg + " needs a value");
    }
    return value;
  }

  private static int port(String option, String value) {
    if (value.matches("\\d{1,5}")) {
      int port = Integer.parseInt(value);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    }
    throw new UsageException(option + ": must be a port from 1 to 65535 (was " + value + ")");
  }
}
