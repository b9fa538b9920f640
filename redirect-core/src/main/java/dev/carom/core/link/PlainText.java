package dev.carom.core.link;

/** Text that people write and read, without what cannot be seen and would mislead. */
public final class PlainText {

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private PlainText() {}

  /**
   * Returns one line of text as it is kept, without space around it.
   *
   * @param maxLength in characters, as people count them: code points
   * @throws InvalidValueException if it is empty, too long, or no line
   */
  public static String line(String text, int maxLength) {
    return checked(text, maxLength, false);
  }

  /** Returns text of any number of lines, which end with a line feed, in the same way. */
  public static String lines(String text, int maxLength) {
    return checked(text.replace("\r\n", "\n"), maxLength, true);
  }

  private static String checked(String text, int maxLength, boolean lines) {
    if (text.codePoints().anyMatch(c -> isRefused(c, lines))) {
      throw new InvalidValueException(
          "must not contain control characters, or others that cannot be seen");
    }
    String stripped = stripped(text);
    if (stripped.isEmpty() || stripped.codePointCount(0, stripped.length()) > maxLength) {
      throw new InvalidValueException("must be 1 to %d characters".formatted(maxLength));
    }
    return stripped;
  }

  /** Cuts spaces of any width, and ends of lines, off both ends. */
  private static String stripped(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (from < to && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == '\n' || c == '\t' || Character.isSpaceChar(c);
  }

  /** Joiners cannot be seen either, but some scripts and emoji need them. */
  private static boolean isRefused(int c, boolean lines) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> !(lines && (c == '\n' || c == '\t'));
      case Character.FORMAT -> c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER;
      case Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
