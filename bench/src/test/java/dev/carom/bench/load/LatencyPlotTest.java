package dev.carom.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class LatencyPlotTest {

  private static String plot(long... latencies) {
    Tally tally = new Tally();
    for (long latency : latencies) {
      tally.due(0);
      tally.sent();
      tally.answered(latency);
    }
    LoadOptions options =
        LoadOptions.parse(List.of("--target=localhost:1", "--codes=c", "--rate=1"));
    LoadResult result = LoadResult.of(options, tally, 1_000_000_000, Instant.EPOCH);
    return LatencyPlot.html("a < b & \"c\"", Objects.requireNonNull(result.histogram()));
  }

  private static Document parsed(String html) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    String xml = html.substring(html.indexOf('\n') + 1);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
  }

  private static double[][] curve(String html) throws Exception {
    String points =
        parsed(html)
            .getElementsByTagName("polyline")
            .item(0)
            .getAttributes()
            .getNamedItem("points")
            .getNodeValue();
    return Arrays.stream(points.split(" ", -1))
        .map(point -> Arrays.stream(point.split(",", -1)).mapToDouble(Double::valueOf).toArray())
        .toArray(double[][]::new);
  }

  @Test
  void thePageIsWellFormedAndNeedsNothingElse() throws Exception {
    String html = plot(100_000, 200_000, 5_000_000);
    assertThat(html).startsWith("<!DOCTYPE html>\n");
    assertThat(parsed(html).getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("a < b & \"c\"");
    assertThat(html).doesNotContain("<script", "<link", "src=", "href=");
  }

  @Test
  void theCurveGoesRightAndUpWithinThePage() throws Exception {
    long[] latencies = new long[10_000];
    Arrays.setAll(latencies, i -> 50_000 + 1_000L * i);
    double[][] curve = curve(plot(latencies));
    assertThat(curve.length).isGreaterThan(50);
    for (int i = 0; i < curve.length; i++) {
      assertThat(curve[i][0]).isBetween(90.0, 930.0);
      assertThat(curve[i][1]).isBetween(30.0, 480.0);
      if (i > 0) {
        assertThat(curve[i][0]).isGreaterThanOrEqualTo(curve[i - 1][0]);
        assertThat(curve[i][1]).isLessThanOrEqualTo(curve[i - 1][1]);
      }
    }
  }

  @Test
  void everyDecadeOfLatencyHasTheSameHeight() throws Exception {
    double[][] curve = curve(plot(10_000, 10_000, 10_000, 100_000, 1_000_000));
    double lowest = curve[0][1];
    double highest = curve[curve.length - 1][1];
    assertThat(List.of(curve))
        .anySatisfy(
            point -> assertThat(Math.abs(point[1] - (lowest + highest) / 2)).isLessThan(1.0));
  }

  @Test
  void oneAnswerCanBeDrawn() throws Exception {
    assertThat(curve(plot(1_000_000)).length).isPositive();
  }
}
