package dev.carom.core.safety;

import dev.carom.core.link.TargetUrl;
import java.util.ArrayList;
import java.util.List;

/**
 * What rules look at of a target: what a browser makes of its host and its path, however they are
 * written. Neither scheme nor port matters, for whoever owns a host has all of them; nor does a
 * fragment, which is never sent.
 *
 * @param host lower-case, without the root's dot, an address in its usual form
 * @param path with the query; it begins with a slash
 */
record TargetParts(String host, String path) {

  private static final String UNRESERVED = "-._~";

  static TargetParts of(TargetUrl target) {
    String url = target.value();
    int from = url.indexOf("://") + 3;
    int end = indexOfAny(url, "/?#", from);
    String authority = url.substring(from, end);
    int port = authority.indexOf(':', authority.lastIndexOf(']') + 1);
    return new TargetParts(
        HostAddress.canonical(port < 0 ? authority : authority.substring(0, port)),
        path(url.substring(end, indexOfAny(url, "#", end))));
  }

  /** Returns the host, and then what it is a subdomain of, up to the root, which is empty. */
  List<String> hostAndParents() {
    List<String> names = new ArrayList<>();
    names.add(host);
    for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      names.add(host.substring(dot + 1));
    }
    names.add("");
    return names;
  }

  private static String path(String pathAndQuery) {
    int query = indexOfAny(pathAndQuery, "?", 0);
    return withoutDots(decoded(pathAndQuery.substring(0, query)))
        + decoded(pathAndQuery.substring(query));
  }

  /** Decodes what need not be encoded (RFC 3986, section 6.2.2.2). */
  static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int value = text.charAt(i) == '%' ? hexadecimal(text, i + 1) : -1;
      if (isUnreserved(value)) {
        decoded.append((char) value);
        i += 2;
      } else {
        decoded.append(text.charAt(i));
      }
    }
    return decoded.toString();
  }

  private static int hexadecimal(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c > 0 && UNRESERVED.indexOf(c) >= 0);
  }

  /** Goes where {@code .} and {@code ..} lead (RFC 3986, section 5.2.4), as browsers do. */
  private static String withoutDots(String path) {
    if (!path.contains("/.")) {
      return path.isEmpty() ? "/" : path;
    }
    String[] segments = path.split("/", -1);
    List<String> kept = new ArrayList<>(segments.length);
    for (int i = 1; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> addEnd(kept, last);
        case ".." -> {
          if (!kept.isEmpty()) {
            kept.removeLast();
          }
          addEnd(kept, last);
        }
        default -> kept.add(segments[i]);
      }
    }
    return "/" + String.join("/", kept);
  }

  /** A path that ends in dots ends in a slash. */
  private static void addEnd(List<String> segments, boolean last) {
    if (last) {
      segments.add("");
    }
  }

  private static int indexOfAny(String text, String characters, int from) {
    for (int i = from; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }
}
