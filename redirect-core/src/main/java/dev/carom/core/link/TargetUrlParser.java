package dev.carom.core.link;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Makes a {@link TargetUrl} of what a person wrote, and refuses what would mislead a follower:
 * user-info before the host, control characters and spaces, backslashes (which browsers read as
 * slashes), and our own short URLs, which would loop.
 *
 * <p>The scheme and the host become lower case, an international host its A-labels, and other
 * characters outside ASCII are percent-encoded as UTF-8. Everything else is kept to the letter: a
 * target is the link's owner's business, and it may well tell {@code %2f} from {@code /}.
 * Immutable.
 */
public final class TargetUrlParser {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final HostName ownHost;
  private final int ownPort;

  /**
   * @param baseUrl what short URLs begin with; targets on its host and port, or on its host's usual
   *     ports, are refused
   */
  public TargetUrlParser(URI baseUrl) {
    this.ownHost = HostName.parse(baseUrl.getHost());
    this.ownPort = baseUrl.getPort();
  }

  /**
   * Returns the target that {@code text} names.
   *
   * @throws InvalidValueException if it names none, or one that is refused
   */
  public TargetUrl parse(String text) {
    refuseUnprintable(text);
    int schemeEnd = text.indexOf("://");
    String scheme = schemeEnd < 0 ? "" : text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new InvalidValueException(
          "must be an absolute URL that begins with http:// or https://");
    }
    int authorityStart = schemeEnd + 3;
    int authorityEnd = indexOfAny(text, "/?#\\", authorityStart);
    String rest = text.substring(authorityEnd);
    if (rest.substring(0, indexOfAny(rest, "?#", 0)).indexOf('\\') >= 0) {
      throw new InvalidValueException(
          "must not contain a backslash before its query; write a slash, or percent-encode it");
    }
    String authority = authority(text.substring(authorityStart, authorityEnd));
    return new TargetUrl(scheme + "://" + authority + percentEncoded(rest));
  }

  private String authority(String text) {
    if (text.indexOf('@') >= 0) {
      throw new InvalidValueException("must not have a user name or password before its host");
    }
    int portStart = text.indexOf(':', text.lastIndexOf(']') + 1);
    HostName host = HostName.parse(portStart < 0 ? text : text.substring(0, portStart));
    int port = portStart < 0 ? -1 : port(text.substring(portStart + 1));
    if (host.isSameAs(ownHost) && (port == ownPort || port == -1 || port == 80 || port == 443)) {
      throw new InvalidValueException(
          "must not be one of our own short URLs, which would lead in a circle");
    }
    return port < 0 ? host.text() : host.text() + ":" + port;
  }

  private static int port(String digits) {
    if (digits.isEmpty()) {
      return -1;
    }
    if (digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int port = Integer.parseInt(digits);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    }
    throw new InvalidValueException("must have a port from 1 to 65535, or none");
  }

  private static void refuseUnprintable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)
          || Character.isWhitespace(c)
          || Character.isSpaceChar(c)
          || c == '\uFEFF') {
        throw new InvalidValueException(
            "must not contain spaces or control characters (character %d is U+%04X); percent-encode them"
                .formatted(i, (int) c));
      }
    }
  }

  private static String percentEncoded(String text) {
    if (text.chars().allMatch(c -> TargetUrl.isVisibleAscii((char) c))) {
      return text;
    }
    ByteBuffer utf8;
    try {
      utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new InvalidValueException("must be valid Unicode (it has half of a surrogate pair)");
    }
    StringBuilder encoded = new StringBuilder(utf8.remaining() + 32);
    while (utf8.hasRemaining()) {
      byte b = utf8.get();
      if (b >= 0) {
        encoded.append((char) b);
      } else {
        HEX.toHexDigits(encoded.append('%'), b);
      }
    }
    return encoded.toString();
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
