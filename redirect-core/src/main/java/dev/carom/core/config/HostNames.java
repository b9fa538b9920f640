package dev.carom.core.config;

import dev.carom.core.link.HostName;
import dev.carom.core.link.InvalidValueException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of hosts, separated by blanks; none if empty. */
public record HostNames(Set<String> names) {

  public HostNames {
    names = Set.copyOf(names);
  }

  static HostNames parse(String text) {
    try {
      return new HostNames(
          Stream.of(text.strip().split("\\s+", -1))
              .filter(name -> !name.isEmpty())
              .map(name -> HostName.parse(name).withoutRootDot())
              .collect(Collectors.toUnmodifiableSet()));
    } catch (InvalidValueException e) {
      throw new IllegalArgumentException("must be names of hosts, separated by blanks", e);
    }
  }
}
