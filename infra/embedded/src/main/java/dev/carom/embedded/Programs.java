package dev.carom.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine, and running one to its end. */
final class Programs {
  private Programs() {}

  /** The end of a program: its exit code, and what it wrote to both its outputs. */
  record Result(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  /** The program of this name on {@code PATH}. */
  static Optional<String> find(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /**
   * Prefixes {@code setsid} where there is one: in a session of its own a server does not get the
   * terminal's Ctrl-C, and so outlives the drain of its owner. The process keeps its number.
   */
  static List<String> inOwnSession(List<String> command) {
    List<String> all = new ArrayList<>(find("setsid").stream().toList());
    all.addAll(command);
    return all;
  }

  /** A builder whose environment cannot steer the program: no {@code PG*}, no locale. */
  static ProcessBuilder builder(List<String> command, Path directory) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    environment.put("LC_ALL", "C");
    return builder;
  }

  /**
   * Blocks until the process has ended; an interrupt is kept for the caller. Not {@code onExit()},
   * which is completed on the common pool and never comes while that is blocked.
   */
  static int exitCode(Process process) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Blocks until the program has ended. */
  static Result run(List<String> command, Path directory) throws IOException {
    Process process = builder(command, directory).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(exitCode(process), output.strip());
  }
}
