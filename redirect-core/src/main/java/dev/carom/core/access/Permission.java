package dev.carom.core.access;

/** Something that not everybody may do. */
public enum Permission {
  LINKS_READ("links:read"),
  LINKS_WRITE("links:write"),
  STATS_READ("stats:read"),
  KEYS_MANAGE("keys:manage"),
  AUDIT_READ("audit:read"),
  DOMAINS_MANAGE("domains:manage"),
  SAFETY_MANAGE("safety:manage");

  private final String text;

  Permission(String text) {
    this.text = text;
  }

  /** What it is called outside. */
  public String text() {
    return text;
  }
}
