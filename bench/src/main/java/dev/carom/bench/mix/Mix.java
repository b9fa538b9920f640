package dev.carom.bench.mix;

import dev.carom.bench.mix.MixResult.Round;
import dev.carom.bench.peers.LoadProcess;
import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.peers.Ports;
import dev.carom.bench.storm.ServerProcess;
import dev.carom.bench.storm.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The reference mix: Varnish, two redirect servers, Redis and PostgreSQL, and a driver that asks
 * Varnish alone. Links that are to come from Redis or PostgreSQL are asked for once each, so no
 * server has them in its memory. Single use; not thread-safe.
 */
final class Mix {

  private static final int SERVERS = 2;

  /** Until the edge has all of its links, each of which it is asked for very often meanwhile. */
  private static final Duration FIRST_WARM_UP = Duration.ofSeconds(1);

  /**
   * Latencies have the driver's own lateness in them and are never better for it, so it may be as
   * late as it will; how late that was stands beside them.
   */
  private static final int MAX_LATENESS_MILLIS = 60_000;

  /** What servers are told that have a proxy before them. */
  private static final List<String> BEHIND_EDGE =
      List.of("redirect.client-address=x-forwarded-for", "redirect.trusted-proxies=" + Ports.HOST);

  private final MixOptions options;
  private final Varnish.Tools tools;
  private final Path configuration;
  private final Stage stage;

  /**
   * @param configuration the folder with that of Varnish
   */
  Mix(MixOptions options, Varnish.Tools tools, Path configuration, Stage stage) {
    this.options = options;
    this.tools = tools;
    this.configuration = configuration;
    this.stage = stage;
  }

  /** Plays all rounds. */
  MixResult play() throws IOException, InterruptedException {
    int warmUpHands = Deck.hands(options.requests(options.warmUp()));
    int roundHands = Deck.hands(options.requests(options.measured()));
    MixLinks links = MixLinks.create(stage, warmUpHands + options.rounds() * roundHands);
    Deck deck = new Deck(links, options.seed());
    List<Integer> ports = new ArrayList<>();
    List<ServerProcess> servers = new ArrayList<>();
    for (int i = 1; i <= SERVERS; i++) {
      int port = stage.ports().take();
      ports.add(port);
      servers.add(
          ServerProcess.redirect(
              stage, "server " + i, port, stage.ports().take(), List.of(), BEHIND_EDGE));
    }
    Varnish varnish = Varnish.start(tools, stage, configuration, ports);
    LoadProcess driver = startDriver();
    stage.out().println("Warming up …");
    Path edge = stage.write("edge", links.edge());
    var _ = drive(driver, varnish, edge, List.of("--closed"), FIRST_WARM_UP);
    var _ = drive(driver, varnish, deal(deck, warmUpHands), openLoop(0), options.warmUp());
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= options.rounds(); i++) {
      Path codes = deal(deck, roundHands);
      Sources before = sources(varnish, servers);
      LoadResult load = drive(driver, varnish, codes, openLoop(i), options.measured());
      Round round = Round.of(load, sources(varnish, servers).since(before));
      stage.out().println(round);
      rounds.add(round);
    }
    return MixResult.of(tools.version(), SERVERS, links, rounds);
  }

  private LoadProcess startDriver() throws IOException {
    List<String> command = stage.cores().forDriver(LoadProcess.command(stage.java().punctual()));
    return new LoadProcess(
        stage.startToAsk("driver", command), stage.folder().resolve("load.json"));
  }

  private Path deal(Deck deck, int hands) throws IOException {
    return stage.write("mix", deck.deal(hands));
  }

  private List<String> openLoop(int round) {
    return List.of(
        "--rate=" + options.rate(),
        "--seed=" + (options.seed() + round),
        "--max-lateness-ms=" + MAX_LATENESS_MILLIS);
  }

  /** Asks for codes one after the other; everything that is asked is measured. */
  private LoadResult drive(
      LoadProcess driver, Varnish varnish, Path codes, List<String> kind, Duration length)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(kind);
    arguments.addAll(List.of("--target=" + Ports.HOST + ":" + varnish.port(), "--codes=" + codes));
    arguments.addAll(List.of("--in-order", "--connections=" + options.connections()));
    arguments.addAll(List.of("--warmup=0", "--duration=" + length.toSeconds(), "--quiet"));
    LoadResult result = driver.drive("Varnish", arguments, length);
    if (result.refused() != null) {
      throw new MeasurementException("the driver has measured nothing: " + result.refused());
    } else if (result.answered() == 0) {
      throw new MeasurementException("nothing was answered: " + result.errors());
    }
    return result;
  }

  private static Sources sources(Varnish varnish, List<ServerProcess> servers)
      throws IOException, InterruptedException {
    Sources sources = Sources.ofEdge(varnish.hits());
    for (ServerProcess server : servers) {
      sources = sources.plus(Sources.ofServer(server.metrics()));
    }
    return sources;
  }
}
