package dev.carom.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The name of the garbage collector that a JVM has, as the JVM itself says. */
final class Collector {

  /** As {@code VM.flags} and {@code -XX:+PrintFlagsFinal} show the one that is in use. */
  private static final Pattern IN_USE =
      Pattern.compile("-XX:\\+Use(\\w+)GC\\b|\\bUse(\\w+)GC\\s+= true");

  private Collector() {}

  /** Asks a running JVM. */
  static String of(long pid, JavaCommand java) {
    String jcmd = Path.of(java.executable()).resolveSibling("jcmd").toString();
    return in(Programs.lines(List.of(jcmd, Long.toString(pid), "VM.flags")));
  }

  /** Returns the one that a JVM chooses when it is started by this process as it is pinned now. */
  static String chosenBy(JavaCommand java) {
    List<String> command = new ArrayList<>(List.of(java.executable()));
    command.addAll(java.options());
    command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
    return in(Programs.lines(command));
  }

  static String in(List<String> flags) {
    Matcher matcher = IN_USE.matcher(flags.stream().collect(Collectors.joining("\n")));
    if (!matcher.find()) {
      return "unknown";
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }
}
