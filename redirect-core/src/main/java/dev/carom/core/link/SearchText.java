package dev.carom.core.link;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Words to look for: a text has them if for each of them it has a word that begins with it,
 * whatever the case. A word is letters and digits in a row, so {@code example.com/a-b} has four.
 *
 * @param text the words as somebody wrote them
 * @param words the words, in lower case, letters and digits alone
 */
public record SearchText(String text, List<String> words) {

  private static final int MAX_LENGTH = 200;
  private static final int MAX_WORDS = 10;

  /** Of longer words in texts the rest is not looked at. */
  private static final int MAX_WORD = 100;

  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{Nd}]+");

  public SearchText {
    words = List.copyOf(words);
  }

  /**
   * Reads words to look for.
   *
   * @throws InvalidValueException if there are none, or too many
   */
  public static SearchText parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidValueException("must have %d characters at most".formatted(MAX_LENGTH));
    }
    List<String> words =
        Arrays.stream(BETWEEN.split(text, -1))
            .filter(word -> !word.isEmpty())
            .map(word -> word.toLowerCase(Locale.ROOT))
            .distinct()
            .toList();
    if (words.isEmpty()) {
      throw new InvalidValueException("must have a letter or a digit");
    }
    if (words.size() > MAX_WORDS || words.stream().anyMatch(word -> word.length() > MAX_WORD)) {
      throw new InvalidValueException(
          "must be %d words at most, of %d characters at most".formatted(MAX_WORDS, MAX_WORD));
    }
    return new SearchText(text, words);
  }
}
