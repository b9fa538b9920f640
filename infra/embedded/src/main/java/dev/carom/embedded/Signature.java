package dev.carom.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * What a server that works on one folder looks like in {@code /proc}. Pid files only say what once
 * was, and their numbers are given away again; a process is ours by what it runs and where.
 *
 * @param programs the file names of its executables
 * @param arguments the first arguments that it was started with
 * @param folder its real working directory, or one above it
 */
record Signature(Set<String> programs, List<String> arguments, Path folder) {

  /** The processes that were started with these arguments and have not retitled themselves. */
  List<Pid> started() {
    return processes(pid -> isStartedBy(commandLine(pid)));
  }

  /** All processes on the folder, children that have lost their parent too. */
  List<Pid> all() {
    return processes(pid -> isStartedBy(commandLine(pid)) || worksInFolder(pid));
  }

  /** Whether a program of ours stands in the command line (behind a launcher or not). */
  boolean isStartedBy(List<String> commandLine) {
    for (int i = 0; i + arguments.size() < commandLine.size(); i++) {
      if (programs.contains(fileName(commandLine.get(i)))
          && commandLine.subList(i + 1, i + 1 + arguments.size()).equals(arguments)) {
        return true;
      }
    }
    return false;
  }

  private boolean worksInFolder(long pid) {
    return link(pid, "cwd").filter(cwd -> Path.of(cwd).startsWith(folder)).isPresent()
        && link(pid, "exe").filter(exe -> programs.contains(fileName(exe))).isPresent();
  }

  private static List<Pid> processes(LongPredicate wanted) {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9'))
          .map(Long::parseLong)
          .filter(wanted::test)
          .flatMap(pid -> Pid.of(pid).stream())
          .toList();
    } catch (IOException e) {
      throw new EmbeddedServerException("cannot list the processes: " + e.getMessage(), e);
    }
  }

  private static List<String> commandLine(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException _) {
      return List.of();
    }
  }

  private static Optional<String> link(long pid, String name) {
    try {
      return Optional.of(
          Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), name)).toString());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static String fileName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String deleted = " (deleted)";
    return name.endsWith(deleted) ? name.substring(0, name.length() - deleted.length()) : name;
  }
}
