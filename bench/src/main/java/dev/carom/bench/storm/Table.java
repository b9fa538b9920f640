package dev.carom.bench.storm;

import java.util.Locale;

/** Rows of a name and a value. */
public final class Table {

  private final StringBuilder text = new StringBuilder();

  public void row(String name, String value) {
    text.append("%-34s %s%n".formatted(name, value));
  }

  public void row(String name, long value) {
    row(name, String.format(Locale.ROOT, "%,d", value));
  }

  public void row(String name, double value) {
    row(name, String.format(Locale.ROOT, "%,.3f", value));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
