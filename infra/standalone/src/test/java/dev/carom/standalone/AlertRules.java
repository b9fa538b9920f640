package dev.carom.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules of {@code infra/monitoring}, which {@code promtool} cannot compare with the code. */
record AlertRules(String text) {

  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("../..");
  private static final Pattern METER = Pattern.compile("\\bcarom_[a-z_]+");
  private static final Pattern ALERT = Pattern.compile("alert: (\\w+)");

  /** What {@code carom up} has nothing of: no certificate, and no log of an edge. */
  private static final Pattern NOT_OF_UP = Pattern.compile("carom_(redirect_tls|edge_logs)_.*");

  static AlertRules read() throws IOException {
    return new AlertRules(Files.readString(ROOT.resolve("infra/monitoring/rules.yml")));
  }

  /** Every meter that is named must be there, or its alert would never be. */
  void requireMeters(String metrics) {
    TreeSet<String> named =
        METER
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    named.removeIf(NOT_OF_UP.asMatchPredicate());
    assertThat(named).hasSizeGreaterThan(8);
    TreeSet<String> shown =
        metrics
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("[ {]", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown).containsAll(named);
  }

  /** Whoever is woken is told what to do. */
  void requireRunbooks() throws IOException {
    String operations = Files.readString(ROOT.resolve("docs/operations.md"));
    assertThat(ALERT.matcher(text).results().map(alert -> alert.group(1)).toList())
        .hasSizeGreaterThan(8)
        .allSatisfy(alert -> {
          assertThat(operations).contains("\n### " + alert + "\n");
          assertThat(text).contains("docs/operations.md#" + alert.toLowerCase(Locale.ROOT) + "\n");
        });
  }
}
