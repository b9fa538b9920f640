package dev.carom.bench.peers;

import dev.carom.bench.peers.PeersRecord.Run;
import dev.carom.bench.peers.VariantsRecord.Measured;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of {@code carom bench variants} as a table of Markdown. */
public final class VariantsTable {

  private VariantsTable() {}

  /** Each variant's CPU as a multiple of the default's, and its memory. */
  public static String of(VariantsRecord result) {
    String head =
        """
        | variant | options | collector | CPU / default | quartiles | of it, event loops (quartiles) | CPU per request | memory |
        |---|---|---|---|---|---|---|---|
        """;
    return result.variants().stream()
        .map(variant -> row(variant, result.runs()))
        .collect(Collectors.joining("", head, ""));
  }

  private static String row(Measured variant, List<Run> runs) {
    Spread ratios = Spread.of(ratios(variant, runs, Run::cpuMicrosPerRequest));
    Spread answering = Spread.of(ratios(variant, runs, VariantsTable::answering));
    Spread cpu =
        Spread.of(
            runs.stream()
                .filter(run -> run.server().equals(variant.server()))
                .map(Run::cpuMicrosPerRequest)
                .toList());
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.2f | %.2f to %.2f | %s | %.2f µs | %d MiB |%n",
        variant.server(),
        options(variant.variant()),
        variant.collector(),
        ratios.median(),
        ratios.lower(),
        ratios.upper(),
        Double.isNaN(answering.median())
            ? "not looked at"
            : String.format(
                Locale.ROOT,
                "%.2f (%.2f to %.2f)",
                answering.median(),
                answering.lower(),
                answering.upper()),
        cpu.median(),
        variant.residentBytes() >> 20);
  }

  private static List<Double> ratios(
      Measured variant, List<Run> runs, ToDoubleFunction<Run> measure) {
    return Ratios.perRound(runs, variant.server(), Variant.DEFAULT.name(), measure);
  }

  private static double answering(Run run) {
    Double micros = run.answeringMicrosPerRequest();
    return micros == null ? Double.NaN : micros;
  }

  private static String options(Variant variant) {
    return Stream.concat(variant.jvm().stream(), variant.flags().stream())
        .map("`%s`"::formatted)
        .collect(Collectors.joining(" "));
  }
}
