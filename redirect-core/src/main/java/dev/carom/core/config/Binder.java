package dev.carom.core.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns settings into records. A value that is overridden must be valid all the same, and so must
 * the components that the process does not need: a file is right or wrong whoever reads it.
 */
final class Binder {

  private final Problems problems;
  private final Map<String, Setting> settings = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();

  Binder(Problems problems) {
    this.problems = problems;
    for (KnownKey key : KnownKeys.keys()) {
      if (!key.key().required()) {
        set(new Setting(key.name(), key.key().defaultValue(), Setting.DEFAULT));
      }
    }
  }

  /** Takes a setting, which replaces an earlier one of the same name. */
  void set(Setting setting) {
    KnownKey key = KnownKeys.byName(setting.name());
    if (key == null) {
      problems.add(setting.name(), KnownKeys.unknown(setting.name()), setting.source());
      return;
    }
    settings.put(setting.name(), setting);
    values.remove(setting.name());
    try {
      values.put(setting.name(), key.parse(setting.value()));
    } catch (IllegalArgumentException e) {
      problems.add(setting.name(), String.valueOf(e.getMessage()), setting.source());
    }
  }

  /** The component's record, or null where a value is missing or, as a problem says, invalid. */
  <T extends ComponentConfig> @Nullable T bind(Class<T> component, boolean needed) {
    List<Object> arguments = new ArrayList<>();
    List<KnownKey> keys = KnownKeys.of(component);
    for (KnownKey key : keys) {
      Object value = values.get(key.name());
      if (value != null) {
        arguments.add(value);
      } else if (needed && !settings.containsKey(key.name())) {
        problems.add(key.name(), missing(key));
      }
    }
    return arguments.size() == keys.size() ? construct(component, arguments) : null;
  }

  /** Makes a problem of what a check finds. */
  void check(Runnable check) {
    try {
      check.run();
    } catch (InvalidSettingException e) {
      refuse(e);
    }
  }

  private void refuse(InvalidSettingException invalid) {
    Setting setting = settings.get(invalid.key());
    String source = setting == null ? Setting.DEFAULT : setting.source();
    problems.add(invalid.key(), invalid.requirement(), source);
  }

  /** The setting that holds for a key which has one. */
  @Nullable Setting setting(KnownKey key) {
    return settings.get(key.name());
  }

  private static String missing(KnownKey key) {
    // Other users of the machine see a process's flags: no place for a secret.
    return key.confidential()
        ? "required; set it in the file or as %s".formatted(key.variable())
        : "required; set it in the file, as %s or as --%s=VALUE"
            .formatted(key.variable(), key.name());
  }

  private <T extends ComponentConfig> @Nullable T construct(
      Class<T> component, List<Object> arguments) {
    Class<?>[] types =
        Arrays.stream(component.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<T> constructor = component.getDeclaredConstructor(types);
      return constructor.newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidSettingException invalid) {
        refuse(invalid);
        return null;
      }
      throw new IllegalStateException("cannot construct " + component, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot construct " + component, e);
    }
  }
}
