package dev.carom.core.config;

import java.nio.file.Path;
import java.util.Optional;

/** What a process says of itself, and of its requests. */
@Section(title = "Log", doc = "What a process says of itself, and of the requests that it answers.")
public record LogConfig(
    @Key(
            name = "log.format",
            defaultValue = "text",
            doc =
                "Lines for people, or objects of JSON, one a line, with `requestId` and `traceId` in"
                    + " `mdc` where a line is about a request.")
        Format format,
    @Key(
            name = "log.access",
            doc =
                "The file to which the redirect server appends an object of JSON for each answer:"
                    + " followers' addresses, user agents and referrers among it, so mind who may"
                    + " read it, and for how long. It is made anew when it was moved away. Empty:"
                    + " none.")
        Optional<Path> access)
    implements ComponentConfig {

  /** How a line of the log looks. */
  public enum Format {
    TEXT,
    JSON
  }
}
