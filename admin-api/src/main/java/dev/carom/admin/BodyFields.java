package dev.carom.admin;

import dev.carom.core.config.Nearest;
import dev.carom.core.link.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of one body; a missing or refused one is null.
 *
 * @param errors gets what is wrong with them
 */
record BodyFields(Map<String, JsonNode> properties, FieldErrors errors) {

  @Nullable JsonNode get(String field) {
    return properties.get(field);
  }

  boolean has(String field) {
    return properties.containsKey(field);
  }

  /**
   * Refuses a body that lacks a field.
   *
   * @param what the field is
   */
  void require(String field, String what) {
    if (!has(field)) {
      errors.add(field, "is required: " + what);
    }
  }

  /**
   * Refuses fields that are not known.
   *
   * @param thing what they would be fields of
   */
  void refuseOthers(List<String> known, String thing) {
    List<String> free = new ArrayList<>(known);
    free.removeAll(properties.keySet());
    for (String name : properties.keySet()) {
      if (!known.contains(name)) {
        errors.add(
            JsonObject.quote(name),
            "is not a field of %s%s".formatted(thing, Nearest.question(name, free)));
      }
    }
  }

  <T> @Nullable T text(String field, boolean nullable, Function<String, T> parser) {
    JsonNode value = properties.get(field);
    if (value == null || (nullable && value.isNull())) {
      return null;
    }
    if (!value.isString()) {
      refuse(field, nullable ? "must be a string or null" : "must be a string", value);
      return null;
    }
    return checked(field, () -> parser.apply(value.stringValue()));
  }

  @Nullable Boolean flag(String field) {
    JsonNode value = properties.get(field);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      refuse(field, "must be true or false", value);
      return null;
    }
    return value.booleanValue();
  }

  /** Returns the strings of an array; null if there is no such field, none if it is null. */
  <T> @Nullable T texts(String field, Function<List<String>, T> parser) {
    JsonNode value = properties.get(field);
    if (value == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : value) {
      if (item.isString()) {
        texts.add(item.stringValue());
      }
    }
    if (!(value.isArray() || value.isNull()) || texts.size() < value.size()) {
      refuse(field, "must be an array of strings, or null", value);
      return null;
    }
    return checked(field, () -> parser.apply(texts));
  }

  /** Returns a value, unless whoever makes it refuses to. */
  <T> @Nullable T checked(String field, Supplier<T> value) {
    try {
      return value.get();
    } catch (InvalidValueException e) {
      errors.add(field, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Refuses a value for its kind. */
  void refuse(String field, String expected, JsonNode value) {
    errors.add(field, expected + was(value));
  }

  private static String was(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> " (was a string)";
      case NUMBER -> " (was a number)";
      case BOOLEAN -> " (was true or false)";
      case NULL -> " (was null)";
      case ARRAY -> " (was an array)";
      case OBJECT -> " (was an object)";
      case BINARY, MISSING, POJO -> "";
    };
  }
}
