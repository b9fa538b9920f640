package dev.carom.bench.storm;

import dev.carom.bench.peers.MeasurementException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's setting {@code net.ipv4.tcp_migrate_req}: whether connections that a listener has
 * not accepted yet go to another one of its port when it closes, instead of being reset.
 *
 * @param before what closing puts back
 */
record Migration(String before) implements AutoCloseable {

  private static final Path SETTING = Path.of("/proc/sys/net/ipv4/tcp_migrate_req");

  static String setting() throws IOException {
    return Files.exists(SETTING) ? Files.readString(SETTING).strip() : "unknown";
  }

  /** Switches it on. */
  static Migration on() throws IOException {
    String before = setting();
    write("1");
    return new Migration(before);
  }

  private static void write(String value) throws IOException {
    try {
      Files.writeString(SETTING, value);
    } catch (IOException e) {
      throw new MeasurementException("--migrate: " + SETTING + " cannot be written: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    write(before);
  }
}
