package dev.carom.admin;

import dev.carom.core.link.LinkPage.Direction;
import dev.carom.core.link.LinkPage.Position;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list of links from which to read on, as clients carry it: opaque to them, and no
 * secret. It stays good while links are minted and deleted.
 *
 * @param list tells the list that it is a place in from most others
 */
record Cursor(int list, Position position, Direction direction) {

  private static final byte FORMAT = 2;
  private static final byte NEXT = 0;
  private static final byte PREVIOUS = 1;
  private static final int BYTES = 1 + 1 + Integer.BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;
  private static final int MAX_NANO = 999_999_999;

  /** Of the years 1 to 9999, which any store can compare with. */
  private static final long MIN_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();

  private static final long MAX_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  String encode() {
    Instant time = position.time();
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.put(FORMAT).put(direction == Direction.NEXT ? NEXT : PREVIOUS).putInt(list);
    bytes.putLong(time.getEpochSecond()).putInt(time.getNano());
    bytes.putLong(position.id());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Returns the cursor that {@code text} is, or null if {@link #encode} never wrote it. */
  static @Nullable Cursor parse(String text) {
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
    if (decoded.length != BYTES) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(decoded);
    byte format = bytes.get();
    byte direction = bytes.get();
    int list = bytes.getInt();
    long second = bytes.getLong();
    int nano = bytes.getInt();
    long id = bytes.getLong();
    if (format != FORMAT
        || direction < NEXT
        || direction > PREVIOUS
        || second < MIN_SECOND
        || second > MAX_SECOND
        || nano < 0
        || nano > MAX_NANO
        || id < 0) {
      return null;
    }
    Position position = new Position(Instant.ofEpochSecond(second, nano), id);
    Cursor cursor =
        new Cursor(list, position, direction == NEXT ? Direction.NEXT : Direction.PREVIOUS);
    // Base64 can be written in more than one way; only ours is a cursor.
    return cursor.encode().equals(text) ? cursor : null;
  }
}
