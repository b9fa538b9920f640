package dev.carom.bench.peers;

import java.util.List;

/**
 * A way of starting Carom.
 *
 * @param jvm options of the JVM, in the place of the usual ones that settle the same
 * @param flags of Carom's configuration
 */
public record Variant(String name, List<String> jvm, List<String> flags) {

  /** As {@code carom redirect} starts it. */
  static final Variant DEFAULT = new Variant("default", List.of(), List.of());

  /** What cannot be measured, and why. */
  static final List<String> LEFT_OUT =
      List.of(
          "io_uring: Netty's library for it is of another version than its classes, and does not"
              + " load; left out");

  /** All of them, the default first. */
  static final List<Variant> ALL =
      List.of(
          DEFAULT,
          jvm("serial", "-XX:+UseSerialGC"),
          jvm("parallel", "-XX:+UseParallelGC"),
          jvm("g1", "-XX:+UseG1GC"),
          jvm("zgc", "-XX:+UseZGC"),
          jvm("compact-headers", "-XX:+UseCompactObjectHeaders"),
          jvm("serial-compact-headers", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"),
          flags("nio", "--redirect.transport=nio"),
          jvm("no-unsafe", "--sun-misc-unsafe-memory-access=deny"),
          jvm("allocator-pooled", "-Dio.netty.allocator.type=pooled"),
          jvm("allocator-adaptive", "-Dio.netty.allocator.type=adaptive"),
          jvm("allocator-unpooled", "-Dio.netty.allocator.type=unpooled"),
          jvm("no-leak-detection", "-Dio.netty.leakDetection.level=disabled"),
          flags("two-event-loops", "--redirect.event-loops=2"),
          flags("no-clicks", "--click.enabled=false"),
          flags("journal-alone", "--click.ship-interval=1h"));

  private static Variant jvm(String name, String... options) {
    return new Variant(name, List.of(options), List.of());
  }

  private static Variant flags(String name, String... flags) {
    return new Variant(name, List.of(), List.of(flags));
  }

  static List<String> names() {
    return ALL.stream().map(Variant::name).toList();
  }
}
