package dev.carom.core.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody is, and so may do. */
public enum Role {
  ADMIN,
  EDITOR,
  VIEWER,
  /** A CDN, or a program, that brings the edge's logs. */
  COLLECTOR;

  /** Who may do what; nothing else says so. */
  private static final Map<Role, Set<Permission>> PERMISSIONS =
      Map.of(
          ADMIN, EnumSet.allOf(Permission.class),
          EDITOR, EnumSet.of(Permission.LINKS_READ, Permission.LINKS_WRITE, Permission.STATS_READ),
          VIEWER, EnumSet.of(Permission.LINKS_READ, Permission.STATS_READ),
          COLLECTOR, EnumSet.of(Permission.EDGE_LOGS_WRITE));

  /** What it is called outside, and in stores. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the role that is called so, or null if there is none. */
  public static @Nullable Role of(String text) {
    return Arrays.stream(values())
        .filter(role -> role.text().equals(text))
        .findFirst()
        .orElse(null);
  }

  public boolean may(Permission permission) {
    return PERMISSIONS.getOrDefault(this, Set.of()).contains(permission);
  }

  /** The roles that may do something. */
  public static List<Role> that(Permission may) {
    return Arrays.stream(values()).filter(role -> role.may(may)).toList();
  }
}
