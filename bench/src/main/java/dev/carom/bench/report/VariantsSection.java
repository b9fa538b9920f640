package dev.carom.bench.report;

import dev.carom.bench.Commit;
import dev.carom.bench.peers.VariantsRecord;
import dev.carom.bench.peers.VariantsTable;
import org.jspecify.annotations.Nullable;

/** The part of the page that compares Carom with itself under other options. */
final class VariantsSection {

  private VariantsSection() {}

  /**
   * Writes the section.
   *
   * @param source the file of the results
   */
  static String markdown(String source, VariantsRecord result) {
    StringBuilder text = new StringBuilder();
    text.append(
        """

        ## JVM choices

        <!-- Generated from %s, by: ./carom bench report -->

        Carom beside itself under other options, by the same rounds on the workload `plain`. The last
        one is the default once more: its ratio would be 1 without noise. Memory is what the process
        had in RAM after the last round. Pinned to one processor, the JVM takes its collector for one;
        with the options of `default` on all processors of this machine it would choose %s.

        """
            .formatted(source, result.unpinnedCollector()));
    text.append(VariantsTable.of(result)).append('\n');
    line(text, "reproduce", "`" + String.join(" ", result.command()) + "`");
    line(text, "commit", commit(result.commit()));
    line(text, "pinning", result.pinning());
    result.leftOut().forEach(left -> line(text, "left out", left));
    return text.toString();
  }

  private static String commit(@Nullable Commit commit) {
    return commit == null ? "unknown" : commit.id() + (commit.modified() ? ", with changes" : "");
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("- ").append(name).append(": ").append(value).append('\n');
  }
}
