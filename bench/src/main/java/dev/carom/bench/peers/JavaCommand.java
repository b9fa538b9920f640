package dev.carom.bench.peers;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How this JVM was started, so that others start alike: {@code ./carom} gives the same options to
 * every program of Carom's.
 *
 * @param options those of the JVM, without its class path
 */
public record JavaCommand(String executable, List<String> options, String classPath) {

  public static JavaCommand ofThisProcess() {
    return new JavaCommand(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> !option.startsWith("-agentlib:") && !option.startsWith("-javaagent:"))
            .toList(),
        System.getProperty("java.class.path"));
  }

  /** The command that runs a main class. */
  public List<String> run(String mainClass, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(executable);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(args);
    return List.copyOf(command);
  }
}
