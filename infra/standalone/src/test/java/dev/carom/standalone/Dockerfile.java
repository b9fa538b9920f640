package dev.carom.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What {@code infra/docker/Dockerfile} says of the image that it ends in.
 *
 * @param instructions of its last stage, in their order
 */
record Dockerfile(List<Instruction> instructions) {

  private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(\\S+)");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  /** Such as USER and who that is. */
  record Instruction(String name, String arguments) {}

  static Dockerfile read() throws IOException {
    List<Instruction> all = new ArrayList<>();
    String text = Files.readString(Distribution.ROOT.resolve("infra/docker/Dockerfile"));
    for (String line : text.replaceAll("(?m)^#.*\n", "").replace("\\\n", " ").lines().toList()) {
      if (!line.isBlank()) {
        String[] parts = line.split(" ", 2);
        if (parts[0].equals("FROM")) {
          all.clear();
        }
        all.add(new Instruction(parts[0], parts[1].strip()));
      }
    }
    return new Dockerfile(all);
  }

  /** The arguments of the only instruction of a name. */
  String only(String name) {
    List<String> found = all(name);
    if (found.size() != 1) {
      throw new AssertionError("%s: %s".formatted(name, found));
    }
    return found.getFirst();
  }

  List<String> all(String name) {
    return instructions.stream()
        .filter(it -> it.name.equals(name))
        .map(Instruction::arguments)
        .toList();
  }

  /** The words of an instruction in JSON's form. */
  List<String> words(String name) {
    return QUOTED.matcher(only(name)).results().map(it -> it.group(1)).toList();
  }

  /** What processes in the image begin with. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (String variables : all("ENV")) {
      VARIABLE.matcher(variables).results().forEach(it -> put(environment, it));
    }
    return environment;
  }

  private static void put(Map<String, String> environment, MatchResult variable) {
    environment.put(variable.group(1), variable.group(2));
  }
}
