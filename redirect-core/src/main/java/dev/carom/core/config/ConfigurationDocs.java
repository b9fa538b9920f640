package dev.carom.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The reference of the keys, {@code docs/configuration.md}, written from their declarations. Its
 * main method takes the file to write.
 */
final class ConfigurationDocs {

  private static final String INTRODUCTION =
      """
      One file can configure every process: `./carom redirect --config carom.conf`. Each key can be
      set in four ways, the later winning:

      1. its default;
      2. a line of the file that `--config FILE` names: `redirect.port = 8180`;
      3. its environment variable: `CAROM_REDIRECT_PORT=8180`;
      4. a flag: `--redirect.port=8180`. Other users of the machine can see a process's flags, so
         secrets belong in the file or the environment.

      The file is UTF-8: one `key = value` a line, blank lines, and comment lines that begin with
      `#`. A value is everything after the first `=`, without the white space around it; a `#` within
      it is part of it, and nothing is quoted or escaped. A key may stand in the file once.

      An unknown key, an unknown variable that begins with `CAROM_`, and an invalid value stop the
      start, even where another source overrides them; all of them are named at once, and the exit
      code is 2. A required key must be set only for the processes that use it.

      Durations are written `250ms`, `2s`, `10m`, `1h` or `1d`, sizes `512B`, `64KiB`, `64MiB` or
      `1GiB`.

      Kubernetes adds variables for every Service of a pod's namespace, and those of a Service whose
      name begins with `carom-` look like keys: set `enableServiceLinks: false` on the pods.
      """;

  /** Writes the reference anew, once the module is compiled. */
  static final String COMMAND =
      "java -cp redirect-core/target/classes dev.carom.core.config.ConfigurationDocs"
          + " docs/configuration.md";

  private ConfigurationDocs() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), markdown());
  }

  static String markdown() {
    StringBuilder text = new StringBuilder("# Configuration\n\n");
    text.append("<!-- Generated from the keys' declarations, by: " + COMMAND + " -->\n\n");
    text.append(INTRODUCTION);
    for (Class<? extends ComponentConfig> component : KnownKeys.all()) {
      Section section = component.getAnnotation(Section.class);
      text.append("\n## %s\n\n%s\n\n".formatted(section.title(), section.doc()));
      text.append("| key | environment variable | default | meaning |\n|---|---|---|---|\n");
      for (KnownKey key : KnownKeys.of(component)) {
        text.append(
            "| `%s` | `%s` | %s | %s%s |\n"
                .formatted(
                    key.name(), key.variable(), defaultOf(key), key.key().doc(), bounds(key)));
      }
    }
    return text.toString();
  }

  private static String defaultOf(KnownKey key) {
    if (key.key().required()) {
      return "required";
    }
    return key.key().defaultValue().isEmpty() ? "empty" : "`" + key.key().defaultValue() + "`";
  }

  private static String bounds(KnownKey key) {
    String min = key.key().min();
    String max = key.key().max();
    if (key.type().isEnum()) {
      return " One of %s.".formatted(Values.choices(key.type(), "`", "`"));
    } else if (key.type() == Secret.class && !min.isEmpty()) {
      return " At least %s characters.".formatted(min);
    } else if (!min.isEmpty() && !max.isEmpty()) {
      return " From %s to %s.".formatted(min, max);
    }
    return "";
  }
}
