package dev.carom.core.config;

import java.util.List;
import java.util.stream.Stream;

/** Words, separated by blanks; none if empty. */
public record Words(List<String> words) {

  public Words {
    words = List.copyOf(words);
  }

  static Words parse(String text) {
    return new Words(
        Stream.of(text.strip().split("\\s+", -1)).filter(word -> !word.isEmpty()).toList());
  }
}
