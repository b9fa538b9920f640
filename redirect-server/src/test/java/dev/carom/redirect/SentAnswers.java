package dev.carom.redirect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The answers that a connection was sent.
 *
 * @param statuses their status codes
 * @param goodbyes how many of them say that the connection ends
 * @param lastIsGoodbye whether the last of them says so
 */
record SentAnswers(List<Integer> statuses, int goodbyes, boolean lastIsGoodbye) {

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) [A-Za-z -]+\r\n");
  private static final Pattern LENGTH = Pattern.compile("\r\n(?i:content-length): (\\d+)\r\n");
  private static final Pattern GOODBYE = Pattern.compile("\r\n(?i:connection): close\r\n");
  private static final String NEXT = "HTTP/1.1 ";

  /**
   * Takes apart all that was sent. An answer to HEAD has a length and no body, so a body is there
   * unless another answer, or nothing, follows the header.
   *
   * @throws IllegalArgumentException if it is anything but whole answers
   */
  static SentAnswers parse(String sent) {
    List<Integer> statuses = new ArrayList<>();
    int goodbyes = 0;
    boolean goodbye = false;
    for (int at = 0; at < sent.length(); ) {
      int end = sent.indexOf("\r\n\r\n", at) + 4;
      String head = sent.substring(at, Math.max(at, end));
      Matcher statusLine = STATUS_LINE.matcher(head);
      if (!statusLine.lookingAt()) {
        throw new IllegalArgumentException("no answer at " + at + ": " + EscapedText.escape(sent));
      }
      statuses.add(Integer.valueOf(statusLine.group(1)));
      goodbye = GOODBYE.matcher(head).find();
      goodbyes += goodbye ? 1 : 0;
      at = end < sent.length() && !sent.startsWith(NEXT, end) ? end + length(head) : end;
    }
    return new SentAnswers(statuses, goodbyes, goodbye);
  }

  private static int length(String head) {
    Matcher length = LENGTH.matcher(head);
    if (!length.find()) {
      throw new IllegalArgumentException("no length: " + EscapedText.escape(head));
    }
    return Integer.parseInt(length.group(1));
  }
}
