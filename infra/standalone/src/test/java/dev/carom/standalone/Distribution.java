package dev.carom.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code ./carom dist} packs, unpacked into a folder.
 *
 * @param folder with {@code bin}, {@code lib} and {@code conf} in it
 */
record Distribution(Path folder) {

  static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("../..").normalize();

  private static final int LIMIT_SECONDS = 120;
  private static final Pattern OF_CAROM_OR_JAVA = Pattern.compile("CAROM_.*|J.*_OPTIONS");

  /** How a program ended, and what it said. */
  record Ended(int status, String output) {}

  /** Unpacks it into a folder that there is not yet. */
  static Distribution unpack(Path folder) throws IOException, InterruptedException {
    Path packed;
    try (Stream<Path> all = Files.list(ROOT.resolve("infra/dist/target"))) {
      packed = all.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
    Files.createDirectory(folder);
    List<String> tar =
        List.of("tar", "-xzf", packed.toString(), "-C", folder.toString(), "--strip-components=1");
    Ended ended = run(Map.of(), tar);
    if (ended.status != 0) {
      throw new AssertionError(ended.output);
    }
    return new Distribution(folder);
  }

  String bin(String program) {
    return folder.resolve("bin").resolve(program).toString();
  }

  String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  /** Runs a program to its end, with no other variables of Carom's than these. */
  static Ended run(Map<String, String> variables, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("carom-dist", ".out");
    try {
      Process process = start(variables, command, output);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "%s does not end:%n%s".formatted(command, Files.readString(output)));
      }
      return new Ended(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  /** Starts a program with no other variables of Carom's than these. */
  static Process start(Map<String, String> variables, List<String> command, Path output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> OF_CAROM_OR_JAVA.matcher(name).matches());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.putAll(variables);
    return builder.start();
  }

  /** The variables of a file such as {@code conf/carom.env}. */
  static Map<String, String> variables(String file) {
    Map<String, String> variables = new HashMap<>();
    file.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("=", 2))
        .forEach(variable -> variables.put(variable[0], variable[1]));
    return variables;
  }
}
