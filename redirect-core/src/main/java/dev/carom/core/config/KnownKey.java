package dev.carom.core.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A {@link Key} as declared: what it is called, and what its values mean.
 *
 * @param type the type of a value that is there
 * @param optional whether the record takes an {@link Optional}, empty for an empty value
 */
record KnownKey(Key key, Class<?> type, boolean optional) {

  static final String VARIABLE_PREFIX = "CAROM_";

  static KnownKey of(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    if (key == null) {
      throw new IllegalStateException("no @Key on " + component);
    }
    if (component.getGenericType() instanceof ParameterizedType generic) {
      return new KnownKey(key, (Class<?>) generic.getActualTypeArguments()[0], true);
    }
    return new KnownKey(key, component.getType(), false);
  }

  String name() {
    return key.name();
  }

  /** The environment variable that sets the key. */
  String variable() {
    return VARIABLE_PREFIX + name().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** Whether a value may hold a secret, so that no message shows it. */
  boolean confidential() {
    return type == Secret.class || type == RedisUrl.class;
  }

  boolean mayBeEmpty() {
    return !key.required() && key.defaultValue().isEmpty();
  }

  /**
   * The value that a text means.
   *
   * @throws IllegalArgumentException if it means none; the message says what must be
   */
  Object parse(String text) {
    if (!text.equals(text.strip())) {
      throw new IllegalArgumentException("must not begin or end with white space");
    }
    if (text.isEmpty() && !mayBeEmpty()) {
      throw new IllegalArgumentException("must not be empty");
    }
    if (optional) {
      return text.isEmpty() ? Optional.empty() : Optional.of(parsePresent(text));
    }
    return parsePresent(text);
  }

  private Object parsePresent(String text) {
    try {
      Object value = Values.parse(type, text);
      checkBounds(value);
      return value;
    } catch (IllegalArgumentException e) {
      String was = confidential() ? "" : " (was %s)".formatted(Redaction.userInfo(text));
      throw new IllegalArgumentException(e.getMessage() + was, e);
    }
  }

  private void checkBounds(Object value) {
    String unit = type == Secret.class ? " characters" : "";
    String verb = type == Secret.class ? "must have" : "must be";
    if (!key.min().isEmpty() && measure(value) < bound(key.min())) {
      throw new IllegalArgumentException("%s >= %s%s".formatted(verb, key.min(), unit));
    }
    if (!key.max().isEmpty() && measure(value) > bound(key.max())) {
      throw new IllegalArgumentException("%s <= %s%s".formatted(verb, key.max(), unit));
    }
  }

  private long bound(String text) {
    return measure(Values.parse(type == Secret.class ? long.class : type, text));
  }

  private static long measure(Object value) {
    return switch (value) {
      case Integer number -> number;
      case Long number -> number;
      case Duration duration -> duration.toMillis();
      case DataSize size -> size.bytes();
      case Secret secret -> secret.reveal().length();
      default -> throw new IllegalStateException("no bounds for " + value.getClass());
    };
  }
}
