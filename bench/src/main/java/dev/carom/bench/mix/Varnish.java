package dev.carom.bench.mix;

import dev.carom.bench.peers.Child;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.peers.Ports;
import dev.carom.bench.peers.Programs;
import dev.carom.bench.storm.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Varnish with Carom's own configuration.
 *
 * @param child the process
 * @param folder what its programs know it by
 */
record Varnish(Tools tools, Child child, Path folder, int port) {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  /** Its threads add what they have counted to what it tells when they have nothing to do. */
  private static final Duration COUNTING = Duration.ofSeconds(1);

  private static final String HITS = "MAIN.cache_hit";
  private static final String BACKENDS = "backends.vcl";
  private static final Pattern PORT = Pattern.compile("\\.port = \"\\d+\"");

  /**
   * Its programs.
   *
   * @param server where {@code varnishd} is
   * @param counters where {@code varnishstat} is
   */
  record Tools(String server, String counters) {

    /**
     * Finds them.
     *
     * @throws MeasurementException if one is not installed
     */
    static Tools find(Programs programs) {
      return new Tools(find(programs, "varnishd"), find(programs, "varnishstat"));
    }

    private static String find(Programs programs, String name) {
      String found = programs.find(name);
      if (found == null) {
        throw new MeasurementException(Programs.missing(name, "varnish"));
      }
      return found;
    }

    String version() {
      return Programs.lines(List.of(server, "-V")).getFirst();
    }
  }

  /**
   * Starts it in front of redirect servers; it takes connections when this returns.
   *
   * @param configuration the folder with what is delivered
   * @param servers the redirect servers' ports
   */
  static Varnish start(Tools tools, Stage stage, Path configuration, List<Integer> servers)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectory(stage.folder().resolve("varnish"));
    Path vcl = Files.copy(configuration.resolve("carom.vcl"), folder.resolve("carom.vcl"));
    String delivered = Files.readString(configuration.resolve(BACKENDS));
    Files.writeString(folder.resolve(BACKENDS), backends(delivered, servers));
    int port = stage.ports().take();
    List<String> command =
        new ArrayList<>(List.of(tools.server(), "-F", "-j", "none", "-T", "none"));
    command.addAll(List.of("-n", folder.resolve("state").toString(), "-f", vcl.toString()));
    command.addAll(List.of("-p", "vcl_path=" + folder, "-s", "malloc,64m"));
    command.addAll(List.of("-a", Ports.HOST + ":" + port));
    Child child = stage.start("varnish", stage.cores().forServer(command));
    Varnish varnish = new Varnish(tools, child, folder.resolve("state"), port);
    varnish.awaitListening();
    return varnish;
  }

  /** As the file that is delivered has them, but for their ports. */
  static String backends(String delivered, List<Integer> servers) {
    Matcher ports = PORT.matcher(delivered);
    if (ports.results().count() != servers.size()) {
      throw new MeasurementException("%s must have %d servers".formatted(BACKENDS, servers.size()));
    }
    Iterator<Integer> next = servers.iterator();
    return ports.reset().replaceAll(_ -> ".port = \"%d\"".formatted(next.next()));
  }

  private void awaitListening() throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!listens()) {
      if (!child.isAlive()) {
        throw child.failed("ended instead of listening");
      } else if (System.nanoTime() - deadline > 0) {
        throw child.failed("does not listen");
      }
      Thread.sleep(20);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(Ports.HOST), port), 1000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** How many requests it has answered with what it had, by its own account. */
  long hits() throws InterruptedException {
    Thread.sleep(COUNTING);
    return counter(
        Programs.lines(List.of(tools.counters(), "-n", folder.toString(), "-1", "-f", HITS)), HITS);
  }

  /**
   * Reads a counter of what {@code varnishstat -1} writes.
   *
   * @throws MeasurementException if it is not there
   */
  static long counter(List<String> lines, String name) {
    return lines.stream()
        .map(line -> line.strip().split(" +"))
        .filter(words -> words.length > 1 && words[0].equals(name) && words[1].matches("\\d+"))
        .mapToLong(words -> Long.parseLong(words[1]))
        .findFirst()
        .orElseThrow(() ->
            new MeasurementException(
                "varnishstat does not tell %s: %s".formatted(name, String.join("\n", lines))));
  }
}
