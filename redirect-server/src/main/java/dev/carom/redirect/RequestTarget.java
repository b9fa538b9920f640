package dev.carom.redirect;

import dev.carom.core.link.ShortCode;
import org.jspecify.annotations.Nullable;

/** What a request asks for, as its target (RFC 9112, section 3.2) says. */
sealed interface RequestTarget {

  /** A path that a link may have. */
  record Code(ShortCode code) implements RequestTarget {}

  /** The rules for crawlers. */
  record RobotsTxt() implements RequestTarget {}

  /** No path, or the shortest. */
  record Root() implements RequestTarget {}

  /** A path that no link can have. */
  record NoLink() implements RequestTarget {}

  /** No path at all, or one with a broken escape. */
  record Malformed() implements RequestTarget {}

  /**
   * Recognises a target in origin-form or absolute-form. Whatever follows the path's {@code ?} is
   * skipped; escapes in the path mean the character that they stand for.
   */
  static RequestTarget parse(String target) {
    int start = pathStart(target);
    if (start < 0) {
      return new Malformed();
    }
    int end = endOfPath(target, start);
    String path = unescape(target.substring(start, end));
    if (path == null) {
      return new Malformed();
    }
    if (path.equals("/robots.txt")) {
      return new RobotsTxt();
    }
    if (path.isEmpty() || path.equals("/")) {
      return new Root();
    }
    ShortCode code = ShortCode.parse(path.substring(1));
    return code == null ? new NoLink() : new Code(code);
  }

  /** Returns where the path begins, at its slash or at the target's end, or -1 if there is none. */
  private static int pathStart(String target) {
    if (target.startsWith("/")) {
      return 0;
    }
    int authority = absoluteFormAuthority(target);
    if (authority < 0) {
      return -1;
    }
    int end = authorityEnd(target, authority);
    boolean host = end > authority && RequestRules.isHost(target.substring(authority, end));
    return host ? end : -1;
  }

  private static int authorityEnd(String target, int start) {
    int end = start;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** Returns the host and port that a target in absolute-form names, or null if it has none. */
  static @Nullable String authority(String target) {
    int start = target.startsWith("/") ? -1 : absoluteFormAuthority(target);
    return start < 0 ? null : target.substring(start, authorityEnd(target, start));
  }

  private static int absoluteFormAuthority(String target) {
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
  }

  private static int endOfPath(String target, int start) {
    for (int i = start; i < target.length(); i++) {
      if (target.charAt(i) == '?' || target.charAt(i) == '#') {
        return i;
      }
    }
    return target.length();
  }

  private static @Nullable String unescape(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    StringBuilder unescaped = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
        int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        // A byte of a longer character stays one char, which no code contains.
        c = (char) (high * 16 + low);
        i += 2;
      }
      unescaped.append(c);
    }
    return unescaped.toString();
  }
}
