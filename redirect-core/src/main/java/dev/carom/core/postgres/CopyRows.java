package dev.carom.core.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/** Rows of a {@code COPY} in its text format, sent in pieces of some size. */
final class CopyRows {

  private static final int PIECE = 64 * 1024;

  private final CopyIn copy;
  private final StringBuilder text = new StringBuilder(PIECE + 4096);

  CopyRows(CopyIn copy) {
    this.copy = copy;
  }

  /** Adds a row; null is NULL. */
  void row(@Nullable String... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        text.append('\t');
      }
      append(values[i]);
    }
    text.append('\n');
    if (text.length() >= PIECE) {
      send();
    }
  }

  private void append(@Nullable String value) {
    if (value == null) {
      text.append("\\N");
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        // No text of PostgreSQL can hold it.
        case '\0' -> text.append(' ');
        default -> text.append(c);
      }
    }
  }

  private void send() throws SQLException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    text.setLength(0);
  }

  void end() throws SQLException {
    send();
    copy.endCopy();
  }
}
