package dev.carom.redirect;

import java.util.Map;
import java.util.TreeMap;

/** What a number of streams consisted of, told by their outcomes. */
final class StreamStatistics {

  private final Map<Integer, Integer> answersByStatus = new TreeMap<>();
  private int streams;
  private int answers;
  private int refusing;
  private int endedByServer;

  void add(Outcome outcome) {
    SentAnswers sent = SentAnswers.parse(outcome.sent());
    streams++;
    answers += sent.statuses().size();
    sent.statuses().forEach(status -> answersByStatus.merge(status, 1, Integer::sum));
    refusing += sent.statuses().contains(400) ? 1 : 0;
    endedByServer += outcome.endedByServer() ? 1 : 0;
  }

  /** How many answers there were for each status code. */
  Map<Integer, Integer> answersByStatus() {
    return answersByStatus;
  }

  double answersPerStream() {
    return (double) answers / streams;
  }

  /** The share of streams with a 400. */
  double refusing() {
    return (double) refusing / streams;
  }

  /** The share of streams that the server ended. */
  double endedByServer() {
    return (double) endedByServer / streams;
  }

  /** The share of answers that redirect. */
  double redirects() {
    return answersByStatus.entrySet().stream()
            .filter(entry -> entry.getKey() / 100 == 3)
            .mapToDouble(Map.Entry::getValue)
            .sum()
        / answers;
  }

  @Override
  public String toString() {
    return "%d streams, %.2f answers each, %.0f %% with a 400, %.0f %% ended by the server; %s"
        .formatted(
            streams, answersPerStream(), 100 * refusing(), 100 * endedByServer(), answersByStatus);
  }
}
