package dev.carom.embedded;

/** The systems that the artifacts hold binaries for, with the names of those resources. */
enum Platform {
  LINUX_AMD64("/postgres-linux-x86_64.txz", "/redis-server-6.2.6-v5-linux-amd64"),
  LINUX_ARM64("/postgres-linux-arm_64.txz", "/redis-server-6.2.7-linux-arm64");

  private final String postgresArchive;
  private final String redisProgram;

  Platform(String postgresArchive, String redisProgram) {
    this.postgresArchive = postgresArchive;
    this.redisProgram = redisProgram;
  }

  static Platform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** Throws {@link EmbeddedServerException} for a system without binaries. */
  static Platform of(String system, String processor) {
    if (system.equals("Linux")) {
      switch (processor) {
        case "amd64", "x86_64" -> {
          return LINUX_AMD64;
        }
        case "aarch64", "arm64" -> {
          return LINUX_ARM64;
        }
        default -> {}
      }
    }
    throw new EmbeddedServerException(
        "embedded PostgreSQL and Redis run on Linux amd64 and Linux arm64 (with glibc), not on "
            + system
            + " "
            + processor);
  }

  String postgresArchive() {
    return postgresArchive;
  }

  String redisProgram() {
    return redisProgram;
  }
}
