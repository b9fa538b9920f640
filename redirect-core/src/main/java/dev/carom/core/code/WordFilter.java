package dev.carom.core.code;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Finds obvious obscenities and slurs in a code, anywhere in it, in either case, and with digits
 * for the letters that they resemble ({@code 1} is an i and an l). Thread-safe.
 *
 * <p>It is for codes that nobody chose: better to skip a harmless one than to print a bad one, so
 * there are no exceptions for the words that contain a root. About 1 in 550 codes of 7 characters
 * is skipped, and 1 in 300 of 11. The letters c f h i s t u separate numbers in Hashids and never
 * occur in a code of one: it spells i, s and t with digits and the others not at all. The list is
 * general all the same.
 */
final class WordFilter {
  private static final int ASCII = 128;

  private static final List<String> ROOTS =
      words(
          """
          anal anus arse ass bastard bitch boner boob chink clit cock coon cum cunt dick dildo dyke fag
          fuck fuk gook hitler hoe homo jizz kike kkk nazi negro nigg nigr paki pedo penis piss poop porn
          pussy rape retard sex shit slag slut spic tit tranny turd twat vagina wank wetback whore wog
          """);

  /** For each ASCII character the letters that it may stand for, a bit each from a. */
  private static final int[] LETTERS = letters();

  /** For each ASCII character the roots that may begin with it: asking all costs thrice as much. */
  private static final List<List<String>> ROOTS_BY_FIRST =
      IntStream.range(0, ASCII)
          .mapToObj(c -> ROOTS.stream().filter(root -> standsFor(c, root.charAt(0))).toList())
          .toList();

  private WordFilter() {}

  /**
   * @param code letters and digits
   */
  static boolean isOffensive(String code) {
    for (int start = 0; start < code.length(); start++) {
      for (String root : rootsFrom(code.charAt(start))) {
        if (spells(root, code, start)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> rootsFrom(int c) {
    return c < ASCII ? ROOTS_BY_FIRST.get(c) : List.of();
  }

  private static boolean spells(String root, String code, int start) {
    if (start + root.length() > code.length()) {
      return false;
    }
    for (int i = 0; i < root.length(); i++) {
      if (!standsFor(code.charAt(start + i), root.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean standsFor(int c, char letter) {
    return c < ASCII && (LETTERS[c] & bit(letter)) != 0;
  }

  private static List<String> words(String text) {
    return Pattern.compile("\\s+").splitAsStream(text).toList();
  }

  private static int[] letters() {
    int[] letters = new int[ASCII];
    for (char letter = 'a'; letter <= 'z'; letter++) {
      letters[letter] = bit(letter);
      letters[Character.toUpperCase(letter)] = bit(letter);
    }
    letters['0'] = bit('o');
    letters['1'] = bit('i') | bit('l');
    letters['3'] = bit('e');
    letters['4'] = bit('a');
    letters['5'] = bit('s');
    letters['7'] = bit('t');
    letters['8'] = bit('b');
    return letters;
  }

  private static int bit(char letter) {
    return 1 << (letter - 'a');
  }
}
