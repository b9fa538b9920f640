package dev.carom.bench.report;

import dev.carom.bench.UsageException;
import dev.carom.bench.peers.PeersRecord;
import dev.carom.bench.peers.VariantsRecord;
import dev.carom.core.lifecycle.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code carom bench report}: publishes the newest results, and writes the page of
 * them.
 */
public final class ReportCommand {

  /** For the usage of {@code carom bench}. */
  public static final String USAGE =
      """
        report   takes the newest results that are not quick ones to bench/results/published/,
                 which is under version control, and writes docs/performance.md from them
      """;

  static final String PAGE = "docs/performance.md";

  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  public ReportCommand(Path home, PrintStream out, PrintStream err) {
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /** Writes the page. */
  public ExitCode run(List<String> args) {
    if (!args.isEmpty()) {
      throw new UsageException("report: unknown option " + args.getFirst());
    }
    try {
      Published.peers(home).update();
      Published.variants(home).update();
      String page = page(home);
      if (page == null) {
        err.println("carom bench: there are no results yet but quick ones; run carom bench peers");
        return ExitCode.FAILED;
      }
      Files.writeString(home.resolve(PAGE), page);
      out.println("Written: " + home.resolve(PAGE));
      return ExitCode.DONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page of what is published, or null if nothing is that peers were measured by. */
  static @Nullable String page(Path home) throws IOException {
    Published<PeersRecord> peers = Published.peers(home);
    Path file = peers.current();
    if (file == null) {
      return null;
    }
    String page = PerformancePage.markdown(Published.source(file), peers.read(file));
    Published<VariantsRecord> variants = Published.variants(home);
    Path other = variants.current();
    return other == null
        ? page
        : page + VariantsSection.markdown(Published.source(other), variants.read(other));
  }
}
