package dev.carom.bench.storm;

import dev.carom.bench.peers.JavaCommand;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.peers.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is used of a JVM's heap once it has been collected, as {@code jcmd} tells. */
final class LiveHeap {

  private static final Pattern USED = Pattern.compile("\\bused (\\d+)([KM])\\b");

  private LiveHeap() {}

  /**
   * Makes a JVM collect, and returns what is left. Both is asked for at once: between two calls of
   * {@code jcmd} a busy server makes more garbage than it has live objects.
   */
  static long bytes(long pid, JavaCommand java) {
    String jcmd = Path.of(java.executable()).resolveSibling("jcmd").toString();
    return parse(Programs.lines(List.of(jcmd, Long.toString(pid), "GC.run\nGC.heap_info")));
  }

  /** Adds up the generations of a {@code GC.heap_info}; what is not heap is left out. */
  static long parse(List<String> info) {
    long bytes = 0;
    boolean found = false;
    for (String line : info) {
      String text = line.strip();
      Matcher used = USED.matcher(text);
      if (!text.startsWith("Metaspace") && !text.startsWith("class space") && used.find()) {
        found = true;
        bytes += Long.parseLong(used.group(1)) << (used.group(2).equals("K") ? 10 : 20);
      }
    }
    if (!found) {
      throw new MeasurementException("jcmd says nothing of the heap:\n" + String.join("\n", info));
    }
    return bytes;
  }
}
