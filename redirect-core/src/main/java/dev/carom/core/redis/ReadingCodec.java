package dev.carom.core.redis;

import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Readings as bytes, big-endian:
 *
 * <pre>
 *   asOf (8) · 0                                      missing
 *   asOf (8) · 1                                      gone
 *   asOf (8) · 4 · link's id (8) · status (2) · expiry, ms (8) · limited (1) · target (the rest, ASCII)
 * </pre>
 *
 * (2 was a link without its id, 3 one that may have had a limit.) The number stands first, where
 * {@code put-if-newer.lua} compares it.
 */
public final class ReadingCodec {

  private static final byte MISSING = 0;
  private static final byte GONE = 1;
  private static final byte FOUND = 4;
  private static final int HEAD_BYTES = Long.BYTES + 1;
  private static final int FOUND_HEAD_BYTES =
      HEAD_BYTES + Long.BYTES + Short.BYTES + Long.BYTES + 1;

  private ReadingCodec() {}

  public static byte[] encode(Known reading) {
    return switch (reading) {
      case Missing(long asOf) -> ByteBuffer.allocate(HEAD_BYTES).putLong(asOf).put(MISSING).array();
      case Gone(long asOf) -> ByteBuffer.allocate(HEAD_BYTES).putLong(asOf).put(GONE).array();
      case Found(
              long id,
              TargetUrl target,
              RedirectStatus status,
              long expiresAtMillis,
              boolean limited,
              long asOf) -> {
        byte[] url = target.value().getBytes(StandardCharsets.ISO_8859_1);
        yield ByteBuffer.allocate(FOUND_HEAD_BYTES + url.length)
            .putLong(asOf)
            .put(FOUND)
            .putLong(id)
            .putShort((short) status.code())
            .putLong(expiresAtMillis)
            .put((byte) (limited ? 1 : 0))
            .put(url)
            .array();
      }
    };
  }

  /** Returns the reading, or null if the bytes are none: a damaged cache entry is no entry. */
  public static @Nullable Known decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      long asOf = in.getLong();
      return switch (in.get()) {
        case MISSING -> in.hasRemaining() ? null : new Missing(asOf);
        case GONE -> in.hasRemaining() ? null : new Gone(asOf);
        case FOUND -> found(in, asOf);
        default -> null;
      };
    } catch (BufferUnderflowException | InvalidValueException _) {
      return null;
    }
  }

  private static @Nullable Found found(ByteBuffer in, long asOf) {
    long id = in.getLong();
    RedirectStatus status = RedirectStatus.of(in.getShort());
    long expiresAtMillis = in.getLong();
    byte limited = in.get();
    if (limited != 0 && limited != 1) {
      return null;
    }
    byte[] url = new byte[in.remaining()];
    in.get(url);
    TargetUrl target = new TargetUrl(new String(url, StandardCharsets.ISO_8859_1));
    return new Found(id, target, status, expiresAtMillis, limited == 1, asOf);
  }
}
