package dev.carom.redirect;

import java.util.random.RandomGenerator;

/** Small damages to bytes, as a character for a byte. */
final class Mutation {

  private static final String TELLING =
      "\r\n\t :/?#%=,;\"@*+-_.0159aAzZ\u0000\u0001\u000B\u001F\u007F\u0080\u0085\u00A0\u00FF";

  private Mutation() {}

  /** Damages a text that is not empty in one place. */
  static String mutate(RandomGenerator random, String text) {
    int at = random.nextInt(text.length());
    String before = text.substring(0, at);
    String after = text.substring(at);
    return switch (random.nextInt(10)) {
      case 0 -> before + (char) (after.charAt(0) ^ (1 << random.nextInt(8))) + after.substring(1);
      case 1, 2 -> before + telling(random) + after.substring(1);
      case 3, 4 -> before + telling(random) + after;
      case 5 -> before + after.substring(1);
      case 6 -> before + after.substring(Math.min(after.length(), random.nextInt(1, 40)));
      case 7 -> before + after.substring(0, Math.min(after.length(), random.nextInt(60))) + after;
      case 8 -> swapLines(random, text);
      default -> before + otherCase(after.charAt(0)) + after.substring(1);
    };
  }

  private static char telling(RandomGenerator random) {
    return TELLING.charAt(random.nextInt(TELLING.length()));
  }

  private static char otherCase(char c) {
    return Character.isLowerCase(c) ? Character.toUpperCase(c) : Character.toLowerCase(c);
  }

  private static String swapLines(RandomGenerator random, String text) {
    String[] lines = text.split("\r\n", -1);
    int first = random.nextInt(lines.length);
    int second = random.nextInt(lines.length);
    String line = lines[first];
    lines[first] = lines[second];
    lines[second] = line;
    return String.join("\r\n", lines);
  }
}
