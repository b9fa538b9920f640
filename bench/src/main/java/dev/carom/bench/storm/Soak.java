package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.MeasurementException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server that is used, and misused, for a long time, while Netty watches every buffer. */
final class Soak implements Scenario {

  /**
   * What came of it.
   *
   * @param mischief by kind and by what came of it
   * @param leaks buffers that Netty has found lost
   * @param failed connections that ended by a defect of the server's
   */
  record Details(
      List<Vitals> samples,
      Growth growth,
      long leaks,
      double failed,
      LoadResult load,
      long asked,
      Losses losses,
      Map<String, Long> mischief) {

    boolean isGood() {
      return growth.isSteady() && leaks == 0 && failed == 0;
    }
  }

  private static final String BOUND =
      "over the last two thirds RSS grows by less than 5 %, the heap after a collection by less"
          + " than 5 % or 2 MiB, descriptors do not grow; no leak, no failed connection";
  private static final String NAME = "server";

  /**
   * Little enough to be full, with links and codes that nobody minted, before the first third is
   * over: a cache that still fills would be taken for a leak.
   */
  private static final String SMALL_CACHE = "redirect.cache.max-bytes=4MiB";

  private static final double MIB = 1 << 20;

  private final StormOptions options;

  Soak(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    int port = stage.ports().take();
    List<String> watched = List.of("-Dio.netty.leakDetection.level=paranoid");
    ServerProcess server =
        ServerProcess.redirect(
            stage, NAME, port, stage.ports().take(), watched, List.of(SMALL_CACHE));
    String code = stage.store().links().codes().getFirst();
    OpenLoop load = OpenLoop.start(stage, port, options.length(), loadArguments());
    Newcomers newcomers = stage.resources().add(new Newcomers(port, options.newcomers(), code));
    Mischief mischief = stage.resources().add(new Mischief(port, code));
    newcomers.start();
    mischief.start();
    List<Vitals> samples = sample(stage, server, load);
    newcomers.close();
    mischief.close();
    LoadResult result = load.await();
    double failed = Meters.sum(server.metrics(), "carom_redirect_connections_failed_total");
    server.stop();
    return finding(
        new Details(
            samples,
            Growth.of(samples),
            leaks(server),
            failed,
            result,
            newcomers.asked(),
            new Losses(result.errors(), newcomers.losses()),
            mischief.outcomes()));
  }

  private List<String> loadArguments() {
    return List.of(
        "--rate=" + options.rate(), "--connections=" + options.connections(), "--arrivals=poisson");
  }

  private List<Vitals> sample(Stage stage, ServerProcess server, OpenLoop load)
      throws IOException, InterruptedException {
    List<Vitals> samples = new ArrayList<>();
    long start = System.nanoTime();
    for (long due = 0; due <= options.length().toNanos(); due += options.every().toNanos()) {
      Thread.sleep(Duration.ofNanos(Math.max(0, start + due - System.nanoTime())));
      if (!load.isRunning()) {
        throw new MeasurementException(
            "the load has ended after %d samples".formatted(samples.size()));
      }
      Vitals vitals = Vitals.of(server.pid(), stage.java(), (System.nanoTime() - start) / 1e9);
      samples.add(vitals);
      stage.out().println(line(vitals));
    }
    return List.copyOf(samples);
  }

  private static long leaks(ServerProcess server) throws IOException {
    try (Stream<String> lines = Files.lines(server.log())) {
      return lines.filter(line -> line.contains("LEAK:")).count();
    }
  }

  private static String line(Vitals vitals) {
    return "%5.0f s  RSS %.1f MiB, heap %.2f MiB, %d descriptors, %d threads"
        .formatted(
            vitals.seconds(),
            vitals.residentBytes() / MIB,
            vitals.heapBytes() / MIB,
            vitals.descriptors(),
            vitals.threads());
  }

  private static Finding finding(Details details) {
    List<Vitals> samples = details.samples();
    Growth growth = details.growth();
    Table table = new Table();
    table.row("first", line(samples.getFirst()));
    table.row("middle", line(samples.get(samples.size() / 2)));
    table.row("last", line(samples.getLast()));
    table.row("RSS's trend", memory(growth.resident()));
    table.row("heap's trend", memory(growth.heap()));
    table.row("descriptors' trend", "%+.1f".formatted(growth.descriptors().growth()));
    table.row("threads' trend", "%+.1f".formatted(growth.threads().growth()));
    table.row("leaks", details.leaks());
    table.row("connections failed", (long) details.failed());
    table.row("lasting: answered", details.load().answered());
    table.row("lasting: lost", details.losses().driver().sum());
    table.row("newcomers", details.asked());
    table.row("newcomers: lost", details.losses().newcomers().size());
    details.mischief().forEach(table::row);
    return new Finding(BOUND, details.isGood(), table.toString(), details);
  }

  private static String memory(Trend trend) {
    return "%+.2f MiB, %+.1f %%".formatted(trend.growth() / MIB, 100 * trend.share());
  }
}
