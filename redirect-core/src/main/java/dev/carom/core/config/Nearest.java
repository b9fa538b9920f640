package dev.carom.core.config;

import java.util.Collection;

/**
 * Finds the name that a misspelt one was meant to be, by Levenshtein's distance: the fewest
 * insertions, deletions and substitutions of one character.
 */
public final class Nearest {

  /** Longer names than any that there is are not compared: the effort grows with the length. */
  private static final int MAX_LENGTH = 64;

  private Nearest() {}

  /** {@code "; did you mean …?"}, or nothing where half of the name would have to change. */
  public static String question(String name, Collection<String> candidates) {
    String nearest = "";
    if (name.length() > MAX_LENGTH) {
      return "";
    }
    int least = name.length() / 2 + 1;
    for (String candidate : candidates) {
      int distance = distance(name, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
  }

  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
