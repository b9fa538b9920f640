package dev.carom.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What all processors did, in the kernel's ticks.
 *
 * @param stolenTicks when they wanted to run and the machine below ran somebody else
 */
record MachineTimes(long allTicks, long stolenTicks) {

  /** Fields of the line {@code cpu} of proc(5)'s {@code /proc/stat}; guests are within user. */
  private static final int STEAL_FIELD = 7;

  static MachineTimes now() throws IOException {
    return parse(Files.readString(Path.of("/proc/stat")));
  }

  /** Understands {@code /proc/stat}. */
  static MachineTimes parse(String stat) {
    String line = stat.lines().findFirst().orElse("");
    String[] words = line.split(" +", -1);
    if (!words[0].equals("cpu") || words.length <= STEAL_FIELD + 1) {
      throw new IllegalArgumentException("not the first line of /proc/stat: " + line);
    }
    long[] ticks = Arrays.stream(words, 1, STEAL_FIELD + 2).mapToLong(Long::parseLong).toArray();
    return new MachineTimes(Arrays.stream(ticks).sum(), ticks[STEAL_FIELD]);
  }

  /** The share of the time since then that was stolen. */
  double stolenShareSince(MachineTimes earlier) {
    long all = allTicks - earlier.allTicks;
    return all == 0 ? 0 : (double) (stolenTicks - earlier.stolenTicks) / all;
  }
}
