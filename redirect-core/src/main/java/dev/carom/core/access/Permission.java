package dev.carom.core.access;

/** Something that not everybody may do. */
public enum Permission {
  LINKS_READ("links:read"),
  LINKS_WRITE("links:write"),
  STATS_READ("stats:read"),
  KEYS_MANAGE("keys:manage"),
  AUDIT_READ("audit:read"),
  DOMAINS_MANAGE("domains:manage"),
  SAFETY_MANAGE("safety:manage"),
  BLOCKLIST_MANAGE("blocklist:manage", true),
  WORKSPACES_MANAGE("workspaces:manage", true),
  EDGE_LOGS_WRITE("edge-logs:write", true),
  EDGE_LOGS_READ("edge-logs:read", true);

  private final String text;
  private final boolean ofInstallation;

  Permission(String text) {
    this(text, false);
  }

  Permission(String text, boolean ofInstallation) {
    this.text = text;
    this.ofInstallation = ofInstallation;
  }

  /** What it is called outside. */
  public String text() {
    return text;
  }

  /**
   * Whether it is about the whole installation, and so for those alone who work for the {@linkplain
   * Workspace#FIRST first} workspace.
   */
  public boolean isOfInstallation() {
    return ofInstallation;
  }
}
