package dev.carom.bench.report;

import dev.carom.bench.UsageException;
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
      Published published = Published.of(home);
      published.update();
      String page = page(published);
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

  /** The page of what is published, or null if nothing is. */
  static @Nullable String page(Published published) throws IOException {
    Path file = published.current();
    if (file == null) {
      return null;
    }
    String source = "bench/results/%s/%s".formatted(Published.FOLDER, file.getFileName());
    return PerformancePage.markdown(source, Published.read(file));
  }
}
