package dev.carom.admin;

import java.util.Collection;

/** Finds the name that somebody probably meant, by Levenshtein's distance. */
final class Nearest {

  /** Longer ones than any name that we know are not compared. */
  private static final int MAX_LENGTH = 64;

  private Nearest() {}

  /** {@code "; did you mean …?"}, or nothing where half of the name would have to change. */
  static String question(String name, Collection<String> candidates) {
    String nearest = "";
    int least = name.length() / 2 + 1;
    if (name.length() <= MAX_LENGTH) {
      for (String candidate : candidates) {
        int distance = distance(name, candidate);
        if (distance < least) {
          least = distance;
          nearest = candidate;
        }
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean %s?".formatted(nearest);
  }

  private static int distance(String from, String to) {
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
