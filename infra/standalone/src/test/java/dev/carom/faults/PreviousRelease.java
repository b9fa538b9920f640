package dev.carom.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The release before this one, as the repository's history has it, compiled against what this one
 * stands on.
 */
final class PreviousRelease {

  /** The last commit that knows nothing of the schema's newest version. */
  private static final String COMMIT = "f38b4a049253d6ea6c625155d15a0249a58927de";

  private static final List<String> MODULES =
      List.of("redirect-core", "redirect-server", "admin-api");
  private static final Path HOME =
      Path.of(System.getProperty("basedir", ".")).resolve("../..").toAbsolutePath().normalize();

  private PreviousRelease() {}

  /**
   * Compiles it.
   *
   * @param folder an empty one
   * @return the class path of its programs
   */
  static String compile(Path folder) throws IOException, InterruptedException {
    Path sources = folder.resolve("sources");
    Path classes = Files.createDirectories(folder.resolve("classes"));
    checkOut(Files.createDirectories(sources));
    List<String> arguments =
        new ArrayList<>(
            List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", libraries()));
    for (String module : MODULES) {
      Path main = sources.resolve(module).resolve("src/main");
      try (Stream<Path> files = Files.walk(main.resolve("java"))) {
        files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
      }
      copy(main.resolve("resources"), classes);
    }
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, System.err, arguments.toArray(String[]::new));
    if (failed != 0) {
      throw new AssertionError("the previous release, %s, does not compile".formatted(COMMIT));
    }
    return classes + File.pathSeparator + libraries();
  }

  private static void checkOut(Path folder) throws IOException, InterruptedException {
    String paths =
        MODULES.stream().map(module -> module + "/src/main").collect(Collectors.joining(" "));
    Process git =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "set -e; git archive --format=tar -o '%s/sources.tar' %s %s; tar -xf '%s/sources.tar' -C '%s'"
                    .formatted(folder, COMMIT, paths, folder, folder))
            .directory(HOME.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(git.getInputStream().readAllBytes(), UTF_8);
    if (git.waitFor() != 0) {
      throw new AssertionError(
          "the previous release, %s, is not in this repository's history; a shallow clone becomes whole by git fetch --unshallow:%n%s"
              .formatted(COMMIT, said));
    }
  }

  /** The class path without what is built here. */
  private static String libraries() {
    return Stream.of(CaromProcess.classPath().split(File.pathSeparator, -1))
        .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(HOME))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copied = to.resolve(from.relativize(file));
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
  }
}
