package dev.carom.core.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every key of every component, in the order of {@link ComponentConfig} and its records. */
final class KnownKeys {

  private static final List<Class<? extends ComponentConfig>> COMPONENTS = components();
  private static final Map<String, KnownKey> BY_NAME = new LinkedHashMap<>();
  private static final Map<String, KnownKey> BY_VARIABLE = new LinkedHashMap<>();

  static {
    for (Class<? extends ComponentConfig> component : COMPONENTS) {
      for (KnownKey key : of(component)) {
        if (BY_NAME.put(key.name(), key) != null || BY_VARIABLE.put(key.variable(), key) != null) {
          throw new IllegalStateException("declared twice: " + key.name());
        }
      }
    }
  }

  private KnownKeys() {}

  static List<Class<? extends ComponentConfig>> all() {
    return COMPONENTS;
  }

  /** The keys of one component, in the order of its record's components. */
  static List<KnownKey> of(Class<? extends ComponentConfig> component) {
    return Arrays.stream(component.getRecordComponents()).map(KnownKey::of).toList();
  }

  static Collection<KnownKey> keys() {
    return BY_NAME.values();
  }

  static @Nullable KnownKey byName(String name) {
    return BY_NAME.get(name);
  }

  static @Nullable KnownKey byVariable(String variable) {
    return BY_VARIABLE.get(variable);
  }

  /** What to say about a name that is no key. */
  static String unknown(String name) {
    return "unknown key" + Nearest.question(name, BY_NAME.keySet());
  }

  /** What to say about a variable that stands for no key. */
  static String unknownVariable(String variable) {
    return "unknown variable" + Nearest.question(variable, BY_VARIABLE.keySet());
  }

  private static List<Class<? extends ComponentConfig>> components() {
    return Arrays.stream(ComponentConfig.class.getPermittedSubclasses())
        .<Class<? extends ComponentConfig>>map(c -> c.asSubclass(ComponentConfig.class))
        .toList();
  }
}
