package dev.carom.faults;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A real Varnish, as {@code infra/varnish} configures it, that can be stopped and started again on
 * the same port. One thread at a time does that; the port may be asked by any.
 */
final class Varnish implements AutoCloseable {

  private static final Path CONFIGURATION =
      Path.of(System.getProperty("basedir", ".")).resolve("../varnish").normalize();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private @Nullable Process process;

  private Varnish(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Returns a port for one, below those that connections get by themselves. */
  static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (BindException _) {
        // Another one, then.
      }
    }
  }

  /**
   * Starts one, which listens when this returns.
   *
   * @param folder an empty one, for all that it needs
   * @param servers the ports of redirect servers
   */
  static Varnish start(Path folder, int port, List<Integer> servers)
      throws IOException, InterruptedException {
    return start(folder, port, servers, "1s");
  }

  /** Starts one that waits longer for the first byte of an answer. */
  static Varnish start(Path folder, int port, List<Integer> servers, String patience)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.copy(CONFIGURATION.resolve("carom.vcl"), folder.resolve("carom.vcl"));
    Files.writeString(folder.resolve("backends.vcl"), backends(servers, patience));
    Varnish varnish = new Varnish(folder, port);
    varnish.start();
    return varnish;
  }

  /** As the file that is delivered has them, but for their ports, number and patience. */
  private static String backends(List<Integer> servers, String patience) throws IOException {
    String delivered = Files.readString(CONFIGURATION.resolve("backends.vcl"));
    int begin = delivered.indexOf("backend redirect1");
    String one =
        delivered
            .substring(begin, delivered.indexOf("}", begin) + 1)
            .replace("first_byte_timeout = 1s", "first_byte_timeout = " + patience);
    String all =
        IntStream.range(0, servers.size())
            .mapToObj(i ->
                one.replace("redirect1", "redirect" + (i + 1))
                    .replace("\"8080\"", "\"%d\"".formatted(servers.get(i))))
            .collect(Collectors.joining("\n"));
    String added =
        IntStream.rangeClosed(1, servers.size())
            .mapToObj("    servers.add_backend(redirect%d);\n"::formatted)
            .collect(Collectors.joining());
    String rest = delivered.substring(delivered.indexOf("sub vcl_init"));
    return all + "\n" + rest.replaceAll("(?:    servers.add_backend\\(\\w+\\);\n)+", added);
  }

  void start() throws IOException, InterruptedException {
    Path log = folder.resolve("varnishd.log");
    Process started =
        start(
            log,
            List.of(
                "varnishd",
                "-F",
                "-n",
                folder.resolve("work").toString(),
                "-j",
                "none",
                "-a",
                "127.0.0.1:" + port,
                "-T",
                "none",
                "-f",
                folder.resolve("carom.vcl").toString(),
                "-p",
                "vcl_path=" + folder,
                "-s",
                "malloc,64m"));
    process = started;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!listens()) {
      if (!started.isAlive() || System.nanoTime() - deadline > 0) {
        throw new AssertionError("Varnish did not start:\n" + Files.readString(log));
      }
      Thread.sleep(20);
    }
  }

  private static Process start(Path log, List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be run; it is in Debian's package varnish".formatted(command.getFirst()), e);
    }
  }

  private boolean listens() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Starts what writes its log, which goes on when it is restarted. */
  Process log(Path file) throws IOException {
    return start(
        folder.resolve("varnishncsa.log"),
        List.of(
            "varnishncsa",
            "-j",
            "-n",
            folder.resolve("work").toString(),
            "-f",
            CONFIGURATION.resolve("log-format").toString(),
            "-t",
            "off",
            "-a",
            "-w",
            file.toString()));
  }

  /** The URL at which it is purged. */
  static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** What one of its counters says. */
  long counter(String name) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("varnishstat", "-1", "-n", folder.resolve("work").toString()));
    command.addAll(List.of("-f", name));
    Process asked = new ProcessBuilder(command).start();
    String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    int _ = asked.waitFor();
    return Long.parseLong(answer.strip().split("\\s+", -1)[1]);
  }

  /** Ends it as its service manager would. */
  void stop() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(LIMIT)) {
        running.destroyForcibly();
      }
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
