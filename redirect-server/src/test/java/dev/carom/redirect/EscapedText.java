package dev.carom.redirect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as text, a character for a byte, that a person can read and write on one line. */
final class EscapedText {

  private static final Pattern ESCAPE = Pattern.compile("\\\\(r|n|t|\\\\|x([0-9A-F]{2}))");
  private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)\\*([^{}]*)}");

  private EscapedText() {}

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      escaped.append(
          switch (c) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            default -> c >= 0x20 && c < 0x7F ? Character.toString(c) : "\\x%02X".formatted((int) c);
          });
    }
    return escaped.toString();
  }

  /** Reads what {@link #escape} writes; moreover, {@code {3*ab}} stands for {@code ababab}. */
  static String unescape(String text) {
    String repeated =
        REPETITION
            .matcher(text)
            .replaceAll(found ->
                Matcher.quoteReplacement(found.group(2).repeat(Integer.parseInt(found.group(1)))));
    return ESCAPE
        .matcher(repeated)
        .replaceAll(found -> Matcher.quoteReplacement(Character.toString(escaped(found.group(1)))));
  }

  private static char escaped(String escape) {
    return switch (escape) {
      case "r" -> '\r';
      case "n" -> '\n';
      case "t" -> '\t';
      case "\\" -> '\\';
      default -> (char) Integer.parseInt(escape.substring(1), 16);
    };
  }
}
