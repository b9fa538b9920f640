package dev.carom.bench.load;

import java.util.Locale;

/** Times as people read them. */
final class Text {

  private Text() {}

  /** Returns microseconds in a unit that suits them, to three digits. */
  static String time(double micros) {
    if (micros < 999.5) {
      return digits(micros) + " µs";
    }
    return micros < 999.5e3 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
  }

  private static String digits(double value) {
    return String.format(
        Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
  }
}
