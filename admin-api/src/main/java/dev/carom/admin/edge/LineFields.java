package dev.carom.admin.edge;

import dev.carom.admin.edge.EdgeLine.Unreadable;
import dev.carom.core.config.FieldNames;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fields of one line, by our names. Their texts are byte by byte a character, whichever way the
 * edge has written what a client sent: nginx copies its bytes, Varnish escapes each as the
 * character of its number, and others write characters, which are taken apart to UTF-8 here.
 */
final class LineFields {

  /** A line that cannot be read; it has no stack trace, for whole files may be of such lines. */
  static final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Unreadable line;

    private Refusal(@Nullable String field, String detail) {
      super(detail, null, false, false);
      this.line = new Unreadable(field, detail);
    }

    Unreadable line() {
      return line;
    }
  }

  private static final int MAX_NESTING = 16;
  private static final int MAX_QUOTED = 64;
  private static final int LAST_BYTE = 0xFF;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .build();

  private final FieldNames names;

  /** By the line's names; an empty text says that there is none, and nothing that it is no text. */
  private final Map<String, Optional<String>> texts = new HashMap<>();

  private LineFields(FieldNames names) {
    this.names = names;
  }

  /**
   * Reads one object, and nothing after it.
   *
   * @throws Refusal if it is none, or one that names a field twice
   */
  static LineFields parse(byte[] line, FieldNames names) {
    LineFields fields = new LineFields(names);
    String json = new String(line, StandardCharsets.ISO_8859_1);
    try (JsonParser parser = MAPPER.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Refusal(null, "must be a JSON object");
      }
      fields.read(parser);
      if (parser.nextToken() != null) {
        throw new Refusal(null, "must be one JSON object, with nothing after it");
      }
      return fields;
    } catch (JacksonException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
      throw new Refusal(null, "is not valid JSON, or nests too deeply (at byte %d)".formatted(at));
    }
  }

  private void read(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      Optional<String> text = text(parser.nextToken(), parser);
      if (texts.putIfAbsent(name, text) != null) {
        throw new Refusal(quote(meant(name)), "must be given once");
      }
    }
  }

  private static Optional<String> text(JsonToken value, JsonParser parser) {
    return switch (value) {
      // A number's digits, which nobody has computed with.
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        String text = bytes(parser.getString()).strip();
        yield Optional.of(text.equals("-") ? "" : text);
      }
      case VALUE_NULL -> Optional.of("");
      default -> {
        parser.skipChildren();
        yield Optional.empty();
      }
    };
  }

  /** Returns the bytes that a text stands for, a character each. */
  private static String bytes(String text) {
    if (text.chars().allMatch(c -> c <= LAST_BYTE)) {
      return text;
    }
    StringBuilder bytes = new StringBuilder(text.length() * 2);
    text.codePoints()
        .forEach(c -> {
          if (c <= LAST_BYTE) {
            bytes.append((char) c);
          } else {
            bytes.append(utf8(Character.toString(c)));
          }
        });
    return bytes.toString();
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String meant(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /**
   * Returns a field's text, or null if it has none: not there, null, empty or {@code -}.
   *
   * @throws Refusal if it is neither a string nor a number
   */
  @Nullable String text(String field) {
    Optional<String> text = texts.get(utf8(names.of(field)));
    if (text == null) {
      return null;
    }
    String value = text.orElseThrow(() -> refuse(field, "must be a string or a number"));
    return value.isEmpty() ? null : value;
  }

  /**
   * Returns the text, which may be empty, of a field that has to be there: without it, a log of
   * another form would look like one in which nothing happens.
   *
   * @throws Refusal if it is not, or is neither a string nor a number
   */
  String required(String field) {
    if (!texts.containsKey(utf8(names.of(field)))) {
      throw refuse(field, "is required");
    }
    String text = text(field);
    return text == null ? "" : text;
  }

  /** Returns what says that a field is not as it must be. */
  Refusal refuse(String field, String detail) {
    return new Refusal(names.of(field), detail);
  }

  private static String quote(String name) {
    return name.length() <= MAX_QUOTED ? name : name.substring(0, MAX_QUOTED) + "…";
  }
}
