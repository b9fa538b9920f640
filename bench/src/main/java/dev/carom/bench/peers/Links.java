package dev.carom.bench.peers;

import java.util.List;

/**
 * The links that are followed.
 *
 * @param codes as they stand in a request
 * @param targets where they lead, in the same order
 */
public record Links(List<String> codes, List<String> targets) {

  public Links {
    codes = List.copyOf(codes);
    targets = List.copyOf(targets);
  }

  int size() {
    return codes.size();
  }

  /** Writes a line for each link, in which {@code %1$s} is the code and {@code %2$s} the target. */
  public String lines(String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size(); i++) {
      text.append(format.formatted(codes.get(i), targets.get(i))).append('\n');
    }
    return text.toString();
  }
}
