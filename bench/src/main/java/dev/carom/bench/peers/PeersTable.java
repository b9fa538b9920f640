package dev.carom.bench.peers;

import dev.carom.bench.peers.PeersRecord.Run;
import dev.carom.bench.peers.PeersRecord.WorkloadRecord;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The results of {@code carom bench peers} as tables of Markdown. */
public final class PeersTable {

  private PeersTable() {}

  /** The comparisons: median, spread and budget. */
  public static String ratios(PeersRecord result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "| workload | measure | ratio | median | quartiles | least, most | budget | met |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    for (Comparison comparison : Comparison.in(result)) {
      text.append(row(comparison));
    }
    return text.toString();
  }

  private static String row(Comparison comparison) {
    Spread ratios = comparison.ratios();
    Budget budget =
        comparison.server().equals(Peers.CAROM)
            ? Budget.of(comparison.workload(), comparison.measure(), comparison.other())
            : null;
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s / %s | %.2f | %.2f to %.2f | %.2f, %.2f | %s | %s |%n",
        comparison.workload(),
        comparison.measure().title(),
        comparison.server(),
        comparison.other(),
        ratios.median(),
        ratios.lower(),
        ratios.upper(),
        ratios.min(),
        ratios.max(),
        budget == null ? "" : "≤ %s".formatted(budget.most()),
        budget != null ? budget.verdict(ratios) : comparison.isControl() ? "noise alone" : "");
  }

  /** The medians of what was measured, which hold for one machine at one time. */
  public static String absolutes(PeersRecord result) {
    StringBuilder text = new StringBuilder();
    text.append("| workload | server | CPU per request | of it in the kernel | requests/s |\n");
    text.append("|---|---|---|---|---|\n");
    for (WorkloadRecord workload : result.workloads()) {
      for (String server : workload.closed().stream().map(Run::server).distinct().toList()) {
        List<Run> runs =
            workload.closed().stream().filter(run -> run.server().equals(server)).toList();
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %.2f µs | %.0f %% | %.0f |%n",
                workload.workload(),
                server,
                median(runs, Run::cpuMicrosPerRequest),
                100 * median(runs, Run::systemShare),
                median(runs, run -> run.load().answeredPerSecond())));
      }
    }
    return text.toString();
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> value) {
    return Spread.of(runs.stream().map(value::applyAsDouble).toList()).median();
  }
}
