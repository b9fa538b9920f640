package dev.carom.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A wall clock that is wrong for one process, while its monotonic clock is right. Needs libfaketime
 * (package {@code faketime}); where it is not installed, clocks stay right, unless {@code
 * -Dcarom.test.clients=required}.
 */
final class WallClock {

  private static final String NAME = "faketime/libfaketimeMT.so.1";

  private WallClock() {}

  /** Where the library is, which {@code -Dcarom.test.faults.faketime} may tell. */
  static Optional<String> library() {
    Optional<String> library =
        Stream.of(
                System.getProperty("carom.test.faults.faketime", ""),
                "/usr/lib/x86_64-linux-gnu/" + NAME,
                "/usr/lib/aarch64-linux-gnu/" + NAME,
                "/usr/lib64/" + NAME)
            .filter(file -> !file.isEmpty() && Files.exists(Path.of(file)))
            .findFirst();
    if (library.isEmpty() && "required".equals(System.getProperty("carom.test.clients"))) {
      throw new IllegalStateException("libfaketime is not installed (package faketime)");
    }
    return library;
  }

  /** The variables that a process is started with. */
  static Map<String, String> off(String library, Duration by) {
    return Map.of(
        "LD_PRELOAD",
        library,
        "FAKETIME",
        "%+ds".formatted(by.toSeconds()),
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        "DONT_FAKE_MONOTONIC",
        "1");
  }
}
