package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import dev.carom.core.access.Actor;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Idempotency-Key} says: a text that its client gives to one change alone, taken to the
 * letter, and of each client's own.
 */
record IdempotencyKey(String text) {

  static final String NAME = "Idempotency-Key";
  static final AsciiString HEADER = HttpHeaderNames.of(NAME);

  /** No line feeds, which stand between the parts of what is digested. */
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,255}");

  /**
   * Reads the field.
   *
   * @return null if there is none
   * @throws ProblemException if it cannot be read
   */
  static @Nullable IdempotencyKey of(RequestHeaders headers) {
    List<String> fields = headers.getAll(HEADER);
    if (fields.isEmpty()) {
      return null;
    }
    if (fields.size() > 1) {
      throw refusal("must be given once (was given %d times)".formatted(fields.size()));
    }
    String text = fields.getFirst();
    if (!PRINTABLE.matcher(text).matches()) {
      throw refusal(
          "must be 1 to 255 printable ASCII characters (was %s)"
              .formatted(text.isEmpty() ? "empty" : text.length() + " characters"));
    }
    return new IdempotencyKey(text);
  }

  private static ProblemException refusal(String detail) {
    return new ProblemException(new Problem(ProblemType.BAD_REQUEST, NAME, detail));
  }

  /** Returns what nobody else's key has, nor another one of theirs, nor theirs elsewhere. */
  String id(Actor sender) {
    return HexFormat.of()
        .formatHex(sha256().digest(utf8(sender.name() + '\n' + sender.workspace() + '\n' + text)));
  }

  /** Returns what another request has only if it asks for the same, of the same versions. */
  static String digest(HttpRequest request, byte[] body) {
    MessageDigest digest = sha256();
    digest.update(utf8(request.method().name() + '\n' + request.path() + '\n'));
    String versions = String.join(",", request.headers().getAll(HttpHeaderNames.IF_MATCH));
    digest.update(utf8(versions + '\n'));
    return HexFormat.of().formatHex(digest.digest(body));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
