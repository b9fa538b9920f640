package dev.carom.bench.load;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Formatter;
import java.util.Locale;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A page with the distribution of latencies: to the right the percentile, each nine as far from the
 * next, upwards the latency, on a logarithmic scale too. It needs nothing but itself.
 */
final class LatencyPlot {

  private static final int WIDTH = 960;
  private static final int HEIGHT = 540;
  private static final int LEFT = 90;
  private static final int TOP = 30;
  private static final int RIGHT = 30;
  private static final int BOTTOM = 60;
  private static final int TICKS_PER_HALF_DISTANCE = 20;

  private final Histogram nanos;
  private final int nines;
  private final int leastDecade;
  private final int decades;
  private final Formatter svg = new Formatter(Locale.ROOT);

  private LatencyPlot(Histogram nanos) {
    this.nanos = nanos;
    this.nines = Math.max(1, (int) Math.ceil(Math.log10((double) nanos.getTotalCount())));
    this.leastDecade =
        (int) Math.floor(Math.log10(Math.max(1.0, (double) nanos.getMinNonZeroValue())));
    int mostDecade = (int) Math.ceil(Math.log10(Math.max(1.0, (double) nanos.getMaxValue())));
    this.decades = Math.max(1, mostDecade - leastDecade);
  }

  /**
   * Draws a histogram.
   *
   * @param histogram of nanoseconds, encoded as in a {@link LoadResult}; not empty
   */
  static String html(String title, String histogram) {
    try {
      byte[] bytes = Base64.getDecoder().decode(histogram);
      return html(title, Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not a histogram", e);
    }
  }

  private static String html(String title, Histogram nanos) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <title>%1$s</title>
    <style>
    body { font: 15px sans-serif; margin: 2em; }
    text { font: 13px sans-serif; fill: #333; }
    .grid { stroke: #ddd; }
    .curve { fill: none; stroke: #1f5fbf; stroke-width: 2; }
    </style>
    </head>
    <body>
    <h1>%1$s</h1>
    <p>Latency of %2$d right answers, from when each request was meant to be sent.</p>
    %3$s</body>
    </html>
    """
        .formatted(escaped(title), nanos.getTotalCount(), new LatencyPlot(nanos).svg());
  }

  private String svg() {
    svg.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\">\n",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    for (int nine = 0; nine <= nines; nine++) {
      double x = x(nine);
      svg.format(
          "<line class=\"grid\" x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\"/>\n",
          x, TOP, HEIGHT - BOTTOM);
      svg.format(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
          x, HEIGHT - BOTTOM + 20, percentile(nine));
    }
    for (int decade = 0; decade <= decades; decade++) {
      double latency = Math.pow(10, leastDecade + decade);
      double y = y(latency);
      svg.format(
          "<line class=\"grid\" x1=\"%2$d\" y1=\"%1$.1f\" x2=\"%3$d\" y2=\"%1$.1f\"/>\n",
          y, LEFT, WIDTH - RIGHT);
      svg.format(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
          LEFT - 8, y + 4, label(latency));
    }
    svg.format(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">percentile</text>\n",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12);
    svg.format("<polyline class=\"curve\" points=\"%s\"/>\n", points());
    svg.format("</svg>\n");
    return svg.toString();
  }

  private String points() {
    StringBuilder points = new StringBuilder();
    for (HistogramIterationValue step : nanos.percentiles(TICKS_PER_HALF_DISTANCE)) {
      double left = 1 - step.getPercentileLevelIteratedTo() / 100;
      double nine = left <= 0 ? nines : Math.min(nines, -Math.log10(left));
      points.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              x(nine),
              y(Math.max(1.0, (double) step.getValueIteratedTo()))));
    }
    return points.toString().strip();
  }

  private double x(double nine) {
    return LEFT + nine / nines * (WIDTH - LEFT - RIGHT);
  }

  private double y(double latencyNanos) {
    double share = (Math.log10(latencyNanos) - leastDecade) / decades;
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  private static String percentile(int nine) {
    return switch (nine) {
      case 0 -> "0 %";
      case 1 -> "90 %";
      case 2 -> "99 %";
      default -> "99." + "9".repeat(nine - 2) + " %";
    };
  }

  private static String label(double nanos) {
    if (nanos < 1e3) {
      return Math.round(nanos) + " ns";
    }
    if (nanos < 1e6) {
      return Math.round(nanos / 1e3) + " µs";
    }
    return nanos < 1e9 ? Math.round(nanos / 1e6) + " ms" : Math.round(nanos / 1e9) + " s";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
