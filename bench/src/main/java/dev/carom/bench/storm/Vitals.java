package dev.carom.bench.storm;

import dev.carom.bench.peers.JavaCommand;
import dev.carom.bench.peers.ResidentMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a JVM takes up at a moment.
 *
 * @param seconds since the first sample was due
 * @param residentBytes what is in RAM, as Linux counts it
 * @param heapBytes what a collection has left on the heap
 */
record Vitals(double seconds, long residentBytes, long heapBytes, long descriptors, long threads) {

  /** Takes a sample. It collects last, since connections pile up meanwhile. */
  static Vitals of(long pid, JavaCommand java, double seconds) throws IOException {
    long descriptors = entries(pid, "fd");
    long threads = entries(pid, "task");
    long resident = ResidentMemory.bytes(pid);
    return new Vitals(seconds, resident, LiveHeap.bytes(pid, java), descriptors, threads);
  }

  private static long entries(long pid, String folder) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), folder))) {
      return entries.count();
    }
  }
}
