package dev.carom.bench.peers;

import dev.carom.bench.peers.Lineup.Entry;
import dev.carom.bench.peers.PeersRecord.Run;
import dev.carom.bench.peers.VariantsRecord.Measured;
import dev.carom.core.lifecycle.ResourceStack;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All variants of Carom at once, on one store, measured in turn; the default takes part twice. */
final class VariantsCampaign {

  /** What came of it; see {@link VariantsRecord}. */
  record Outcome(List<String> leftOut, List<Measured> variants, List<Run> runs) {}

  private record Named(String server, Variant variant) {}

  private final VariantsOptions options;
  private final PrintStream out;

  VariantsCampaign(VariantsOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Starts everything, measures, and ends everything. */
  Outcome run(Stage stage) throws IOException, InterruptedException {
    Surroundings surroundings = stage.surroundings();
    List<String> leftOut = new ArrayList<>(Variant.LEFT_OUT);
    List<Named> named = lineup(surroundings.java(), leftOut);
    leftOut.forEach(out::println);
    Rounds rounds = new Rounds(options.turns(), stage.startDriver(), out);
    List<Entry> entries =
        named.stream().map(one -> new Entry(one.server(), stage.carom(one.variant()))).toList();
    WorkloadRun workload = new WorkloadRun(Workload.PLAIN, entries, surroundings, stage.store());
    try (ResourceStack resources = surroundings.resources().add(new ResourceStack())) {
      List<Server> servers = workload.start(rounds, surroundings.with(resources));
      Long rate = options.rate();
      List<Run> runs =
          rate == null
              ? rounds.measure(Workload.PLAIN, servers, null)
              : workload.measureOpen(rounds, servers, rate);
      return new Outcome(List.copyOf(leftOut), measured(named, servers, surroundings.java()), runs);
    }
  }

  private List<Named> lineup(JavaCommand java, List<String> leftOut) {
    List<Named> named =
        new ArrayList<>(List.of(new Named(Variant.DEFAULT.name(), Variant.DEFAULT)));
    for (Variant variant : options.only()) {
      String obstacle = obstacle(java.with(variant.jvm()));
      if (obstacle != null) {
        leftOut.add("%s: %s; left out".formatted(variant.name(), obstacle));
      } else if (!variant.equals(Variant.DEFAULT)) {
        named.add(new Named(variant.name(), variant));
      }
    }
    named.add(new Named(Lineup.second(Variant.DEFAULT.name()), Variant.DEFAULT));
    return List.copyOf(named);
  }

  /** Returns why a JVM does not start with its options, or null if it does. */
  private static @Nullable String obstacle(JavaCommand java) {
    List<String> command = new ArrayList<>(List.of(java.executable()));
    command.addAll(java.options());
    command.add("--version");
    String line = Programs.firstLine(command);
    return line.startsWith("Error") || line.startsWith("Unrecognized") ? line : null;
  }

  private static List<Measured> measured(List<Named> named, List<Server> servers, JavaCommand java)
      throws IOException {
    List<Measured> all = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      long pid = servers.get(i).child().pid();
      // Memory first: the JVM needs some to answer.
      long resident = ResidentMemory.bytes(pid);
      all.add(
          new Measured(
              named.get(i).server(), named.get(i).variant(), Collector.of(pid, java), resident));
    }
    return List.copyOf(all);
  }
}
