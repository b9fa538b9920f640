package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.link.LinkPage.Direction;
import dev.carom.core.link.LinkPage.Position;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  private static final Instant TIME = Instant.parse("2026-01-31T12:34:56.789012Z");

  @ParameterizedTest
  @EnumSource(Direction.class)
  void comesBackAsItWent(Direction direction) {
    Cursor cursor = new Cursor(-1, new Position(TIME, Long.MAX_VALUE), direction);
    assertThat(Cursor.parse(cursor.encode())).isEqualTo(cursor);
  }

  @Test
  void hasOneSpelling() {
    String text = new Cursor(7, new Position(TIME, 7), Direction.NEXT).encode();
    assertThat(text).matches("[A-Za-z0-9_-]+");
    for (String other : new String[] {text + "=", text + "A", " " + text, text.substring(1)}) {
      assertThat(Cursor.parse(other)).as(other).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noChangedBitEscapesTheChecksOfRange(long seed) {
    Random random = new Random(seed);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    String text = new Cursor(7, new Position(TIME, 7), Direction.PREVIOUS).encode();
    for (int i = 0; i < 10_000; i++) {
      StringBuilder changed = new StringBuilder(text);
      changed.setCharAt(random.nextInt(text.length()), alphabet.charAt(random.nextInt(64)));
      Cursor cursor = Cursor.parse(changed.toString());
      if (cursor != null) {
        assertThat(cursor.encode()).as("seed %d", seed).isEqualTo(changed.toString());
        assertThat(cursor.position().time())
            .as("seed %d", seed)
            .isBetween(
                Instant.parse("0001-01-01T00:00:00Z"),
                Instant.parse("9999-12-31T23:59:59.999999999Z"));
      }
    }
  }
}
