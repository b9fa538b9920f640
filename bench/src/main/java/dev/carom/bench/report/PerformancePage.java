package dev.carom.bench.report;

import dev.carom.bench.Commit;
import dev.carom.bench.Machine;
import dev.carom.bench.peers.PeersRecord;
import dev.carom.bench.peers.PeersRecord.Version;
import dev.carom.bench.peers.PeersRecord.WorkloadRecord;
import dev.carom.bench.peers.PeersTable;
import dev.carom.bench.peers.Ratios;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The text of {@code docs/performance.md}, made of published results. */
final class PerformancePage {

  private PerformancePage() {}

  /**
   * Writes the page.
   *
   * @param source the file of the results
   */
  static String markdown(String source, PeersRecord result) {
    StringBuilder text = new StringBuilder();
    text.append(introduction(source, connections(result)));
    text.append("\n## Ratios\n\n").append(PeersTable.ratios(result));
    text.append(latencyNote(result));
    text.append("\n## Medians on this machine\n\n").append(PeersTable.absolutes(result));
    text.append("\n## The run\n\n").append(run(result));
    return text.toString();
  }

  private static String introduction(String source, int connections) {
    return """
    # Performance

    <!-- Generated from %s, by: ./carom bench report -->

    What a redirect costs in CPU time, Carom beside others that answer the same 10,000 links. Every
    round measures all servers in turn, and every other round in the reverse order. A ratio compares
    two servers within one round, so whatever disturbs a shared machine disturbs both; the rounds'
    median and spread stand below. The control is one server taking part twice: its ratio would be 1
    without noise.

    - `nginx`: `map` and `return 302`, buffered access log. `haproxy`: `map` and `redirect`, no log.
    - `c-loop`: an epoll loop in C that parses nothing and sends a fixed reply: the floor.
    - `netty-codec`: Netty's HTTP codec and a fixed reply.
    - `carom`: the redirect server with metrics and clicks on, all links in its memory; its CPU
      until the clicks are in PostgreSQL.

    Each has one thread or worker. `plain` keeps %d connections open with one request at a time on
    each, `pipelined` with 16, `tls` is `plain` over TLS 1.3.
    """
        .formatted(source, connections);
  }

  private static int connections(PeersRecord result) {
    return result.workloads().stream().mapToInt(WorkloadRecord::connections).findFirst().orElse(0);
  }

  /** Says at which rates latencies were measured, if they were. */
  private static String latencyNote(PeersRecord result) {
    StringBuilder text = new StringBuilder();
    for (WorkloadRecord workload : result.workloads()) {
      if (workload.openRatePerSecond() != null) {
        text.append(
            ("- `%s`: latencies at %d requests/s, arriving by chance (Poisson); %d of %d rounds"
                    + " count for Carom and nginx, in the others the driver was late itself%n")
                .formatted(
                    workload.workload(),
                    workload.openRatePerSecond(),
                    Ratios.perRound(workload.open(), "carom", "nginx", _ -> 1).size(),
                    result.rounds()));
      }
    }
    return text.isEmpty() ? "" : "\n" + text;
  }

  private static String run(PeersRecord result) {
    Machine machine = result.machine();
    StringBuilder text = new StringBuilder();
    line(text, "reproduce", "`" + String.join(" ", result.command()) + "`");
    line(text, "commit", commit(result.commit()));
    line(text, "when", result.start().toString());
    line(
        text,
        "rounds",
        "%d of %d s a server, after %d s of warm-up"
            .formatted(result.rounds(), result.measuredSeconds(), result.warmUpSeconds()));
    line(
        text,
        "machine",
        "%s, %d processors, %s %s"
            .formatted(
                Objects.requireNonNullElse(machine.cpu(), machine.architecture()),
                machine.processors(),
                machine.system(),
                machine.systemVersion()));
    line(text, "pinning", result.pinning());
    line(
        text,
        "stolen by others",
        String.format(Locale.ROOT, "%.1f %% of the processors' time", 100 * result.stolenShare()));
    line(text, "JDK", result.jvm().name() + " " + result.jvm().version());
    line(text, "JVM options", "`" + String.join(" ", result.jvm().options()) + "`");
    for (Version version : result.versions()) {
      line(text, version.server(), version.version());
    }
    result.leftOut().forEach(left -> line(text, "left out", left));
    return text.toString();
  }

  private static String commit(@Nullable Commit commit) {
    if (commit == null) {
      return "unknown";
    }
    return commit.id() + (commit.modified() ? ", with changes" : "");
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("- ").append(name).append(": ").append(value).append('\n');
  }
}
