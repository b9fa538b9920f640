package dev.carom.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The configuration of one process: complete and valid, or not there at all. Immutable.
 *
 * <p>Sources, the later winning: defaults, the file that {@code --config} names, the environment,
 * flags. {@link Binder} turns them into records.
 */
public final class Configuration {

  private final Map<Class<?>, ComponentConfig> components = new HashMap<>();
  private final String table;
  private final List<String> warnings;

  private Configuration(
      Binder binder,
      Problems problems,
      Collection<Class<? extends ComponentConfig>> needed,
      List<String> warnings) {
    for (Class<? extends ComponentConfig> component : KnownKeys.all()) {
      ComponentConfig bound = binder.bind(component, needed.contains(component));
      if (bound != null && needed.contains(component)) {
        components.put(component, bound);
      }
    }
    problems.throwIfAny();
    components.values().forEach(component -> binder.check(() -> component.checkWith(this)));
    problems.throwIfAny();
    this.table = EffectiveTable.of(binder, needed);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads a process's configuration.
   *
   * @param arguments the command line, nothing but flags
   * @param reservedVariables variables of the environment that begin with {@code CAROM_} and are no
   *     keys, such as {@code CAROM_JAVA_OPTS}
   * @param needed the components whose required keys must be set; {@link #get} knows these alone
   * @throws ConfigException with all problems of all sources
   */
  public static Configuration load(
      List<String> arguments,
      Map<String, String> environment,
      Set<String> reservedVariables,
      Collection<Class<? extends ComponentConfig>> needed) {
    Problems problems = new Problems();
    Binder binder = new Binder(problems);
    List<String> warnings = new ArrayList<>();
    Flags flags = new Flags(arguments, problems);
    if (flags.config() != null) {
      ConfigFile file = new ConfigFile(flags.config(), problems);
      List<Setting> settings = file.read();
      settings.forEach(binder::set);
      if (file.readableByAll() && settings.stream().anyMatch(Configuration::isConfidential)) {
        warnings.add(flags.config() + " holds secrets and can be read by every user");
      }
    }
    Environment.read(environment, reservedVariables, problems).forEach(binder::set);
    flags.settings().forEach(binder::set);
    return new Configuration(binder, problems, needed, warnings);
  }

  /**
   * The defaults with these settings over them; for tests and programs that embed a server.
   *
   * @throws ConfigException with all problems
   */
  public static Configuration of(
      Map<String, String> settings, Collection<Class<? extends ComponentConfig>> needed) {
    Problems problems = new Problems();
    Binder binder = new Binder(problems);
    new TreeMap<>(settings)
        .forEach((name, value) -> binder.set(new Setting(name, value, "program")));
    return new Configuration(binder, problems, needed, List.of());
  }

  /** The configuration of a component that was said to be needed. */
  public <T extends ComponentConfig> T get(Class<T> component) {
    ComponentConfig bound = components.get(component);
    if (bound == null) {
      throw new IllegalArgumentException("not among the needed components: " + component);
    }
    return component.cast(bound);
  }

  boolean has(Class<? extends ComponentConfig> component) {
    return components.containsKey(component);
  }

  /** What holds, one line per key of the needed components, and from where; secrets redacted. */
  public String table() {
    return table;
  }

  /** What is no reason to refuse the start, but to be said at it. */
  public List<String> warnings() {
    return warnings;
  }

  private static boolean isConfidential(Setting setting) {
    KnownKey key = KnownKeys.byName(setting.name());
    return key != null && key.confidential() && !setting.value().isEmpty();
  }
}
