package dev.carom.core.redis;

import dev.carom.core.link.EdgeKey;
import dev.carom.core.link.EdgeLife;
import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Period;
import dev.carom.core.resolve.Resolution.Blocked;
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
 *   asOf (8) · 5                                      blocked
 *   asOf (8) · 6 · link's id (8) · status (2) · expiry, ms (8) · limited (1) · target (the rest, ASCII)
 *   asOf (8) · 7 · link's id (8) · status (2) · start, ms (8) · expiry, ms (8) · limited (1)
 *       · length (2) and ASCII of where it leads when it has expired · target (the rest, ASCII)
 *   asOf (8) · 8 · what the edge may keep, s (2) · length (1) and ASCII of its key · as from the link's id in 7 on
 * </pre>
 *
 * (2 was a link without its id, 3 one that may have had a limit, 4 one that may have been blocked,
 * or not have started.) The number stands first, where {@code put-if-newer.lua} compares it. A kind
 * that a server does not know is no entry for it: servers of two versions do not believe each
 * other.
 */
public final class ReadingCodec {

  private static final byte MISSING = 0;
  private static final byte GONE = 1;
  private static final byte FOUND = 6;
  private static final byte BLOCKED = 5;
  private static final byte FOUND_AT_TIMES = 7;
  private static final byte FOUND_AT_EDGE = 8;
  private static final int HEAD_BYTES = Long.BYTES + 1;
  private static final int FOUND_HEAD_BYTES =
      HEAD_BYTES + Long.BYTES + Short.BYTES + Long.BYTES + 1;

  /** What stands between the kind and the targets of a link with times. */
  private static final int AT_TIMES_BYTES =
      FOUND_HEAD_BYTES - HEAD_BYTES + Long.BYTES + Short.BYTES;

  private static final byte[] NOTHING = {};

  private ReadingCodec() {}

  public static byte[] encode(Known reading) {
    return switch (reading) {
      case Missing(long asOf) -> head(asOf, MISSING);
      case Gone(long asOf) -> head(asOf, GONE);
      case Blocked(long asOf) -> head(asOf, BLOCKED);
      case Found found when found.edge() != null -> atEdge(found, found.edge());
      case Found found when found.period().isPlain() -> plain(found);
      case Found found ->
          putAtTimes(
                  ByteBuffer.allocate(HEAD_BYTES + atTimesBytes(found))
                      .putLong(found.asOf())
                      .put(FOUND_AT_TIMES),
                  found)
              .array();
    };
  }

  private static byte[] plain(Found found) {
    byte[] url = ascii(found.target());
    return ByteBuffer.allocate(FOUND_HEAD_BYTES + url.length)
        .putLong(found.asOf())
        .put(FOUND)
        .putLong(found.id())
        .putShort((short) found.status().code())
        .putLong(found.period().untilMillis())
        .put((byte) (found.limited() ? 1 : 0))
        .put(url)
        .array();
  }

  private static byte[] atEdge(Found found, EdgeLife edge) {
    byte[] key = edge.key().value().getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer out =
        ByteBuffer.allocate(HEAD_BYTES + Short.BYTES + 1 + key.length + atTimesBytes(found))
            .putLong(found.asOf())
            .put(FOUND_AT_EDGE)
            .putShort((short) edge.seconds())
            .put((byte) key.length)
            .put(key);
    return putAtTimes(out, found).array();
  }

  private static int atTimesBytes(Found found) {
    TargetUrl afterwards = found.period().afterwards();
    return AT_TIMES_BYTES
        + (afterwards == null ? 0 : afterwards.length())
        + found.target().length();
  }

  private static ByteBuffer putAtTimes(ByteBuffer out, Found found) {
    Period period = found.period();
    byte[] afterwards = period.afterwards() == null ? NOTHING : ascii(period.afterwards());
    return out.putLong(found.id())
        .putShort((short) found.status().code())
        .putLong(period.fromMillis())
        .putLong(period.untilMillis())
        .put((byte) (found.limited() ? 1 : 0))
        .putShort((short) afterwards.length)
        .put(afterwards)
        .put(ascii(found.target()));
  }

  private static byte[] head(long asOf, byte kind) {
    return ByteBuffer.allocate(HEAD_BYTES).putLong(asOf).put(kind).array();
  }

  /** Returns the reading, or null if the bytes are none: a damaged cache entry is no entry. */
  public static @Nullable Known decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      long asOf = in.getLong();
      return switch (in.get()) {
        case MISSING -> in.hasRemaining() ? null : new Missing(asOf);
        case GONE -> in.hasRemaining() ? null : new Gone(asOf);
        case BLOCKED -> in.hasRemaining() ? null : new Blocked(asOf);
        case FOUND -> found(in, asOf);
        case FOUND_AT_TIMES -> unlessPlain(foundAtTimes(in, asOf, null));
        case FOUND_AT_EDGE -> foundAtEdge(in, asOf);
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
    return isFlag(limited)
        ? new Found(id, target(in, in.remaining()), status, expiresAtMillis, limited == 1, asOf)
        : null;
  }

  /** What the other form is for has one form. */
  private static @Nullable Found unlessPlain(@Nullable Found found) {
    return found == null || found.period().isPlain() ? null : found;
  }

  private static @Nullable Found foundAtEdge(ByteBuffer in, long asOf) {
    int seconds = in.getShort();
    byte[] key = new byte[Byte.toUnsignedInt(in.get())];
    in.get(key);
    EdgeKey edgeKey = new EdgeKey(new String(key, StandardCharsets.ISO_8859_1));
    return foundAtTimes(in, asOf, new EdgeLife(seconds, edgeKey));
  }

  private static @Nullable Found foundAtTimes(ByteBuffer in, long asOf, @Nullable EdgeLife edge) {
    long id = in.getLong();
    RedirectStatus status = RedirectStatus.of(in.getShort());
    long fromMillis = in.getLong();
    long untilMillis = in.getLong();
    byte limited = in.get();
    int length = in.getShort();
    if (!isFlag(limited) || length < 0 || length > in.remaining()) {
      return null;
    }
    TargetUrl afterwards = length == 0 ? null : target(in, length);
    Period period = Period.of(fromMillis, untilMillis, afterwards);
    return new Found(id, target(in, in.remaining()), status, period, limited == 1, edge, asOf);
  }

  private static boolean isFlag(byte flag) {
    return flag == 0 || flag == 1;
  }

  private static TargetUrl target(ByteBuffer in, int length) {
    byte[] url = new byte[length];
    in.get(url);
    return new TargetUrl(new String(url, StandardCharsets.ISO_8859_1));
  }

  private static byte[] ascii(TargetUrl target) {
    return target.value().getBytes(StandardCharsets.ISO_8859_1);
  }
}
