package dev.carom.admin.edge;

import org.jspecify.annotations.Nullable;

/**
 * The path that was asked for, as redirect servers read it of a target in origin-form or
 * absolute-form (RFC 9112, section 3.2).
 *
 * @param authority the host and port that an absolute-form names, which stand for the host
 * @param value without query, its escapes resolved, byte by byte a character
 */
record RequestedPath(@Nullable String authority, String value) {

  /**
   * Reads {@code path}.
   *
   * @throws LineFields.Refusal if a redirect server would have refused it
   */
  static RequestedPath parse(LineFields fields) {
    String target = fields.required("path");
    int authority = authority(target);
    int path = authority == 0 ? 0 : end(target, authority, "/?#");
    if (path == authority && !target.startsWith("/")) {
      throw fields.refuse("path", "must begin with a slash");
    }
    String value = unescape(target.substring(path, end(target, path, "?#")));
    if (value == null) {
      throw fields.refuse("path", "has a broken escape");
    }
    return new RequestedPath(path == 0 ? null : target.substring(authority, path), value);
  }

  /** Returns where the authority begins, or 0 if there is none. */
  private static int authority(String target) {
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
  }

  private static int end(String target, int from, String ends) {
    int end = from;
    while (end < target.length() && ends.indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static @Nullable String unescape(String path) {
    StringBuilder unescaped = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
        int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        c = (char) (high * 16 + low);
        i += 2;
      }
      unescaped.append(c);
    }
    return unescaped.toString();
  }
}
