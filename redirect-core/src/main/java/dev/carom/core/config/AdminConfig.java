package dev.carom.core.config;

import java.time.Duration;

/** The API that marketers and tools reach. */
@Section(title = "Admin API", doc = "The API that marketers and tools reach.")
public record AdminConfig(
    @Key(name = "admin.host", defaultValue = "127.0.0.1", doc = "The address to listen on.")
        String host,
    @Key(
            name = "admin.port",
            defaultValue = "8081",
            min = "0",
            max = "65535",
            doc = "The port to listen on; 0 takes any free one.")
        int port,
    @Key(
            name = "admin.bootstrap-key",
            required = true,
            min = "16",
            doc =
                "An API key that is always valid, and an admin's: it makes the others. Visible ASCII"
                    + " without spaces.")
        Secret bootstrapKey,
    @Key(
            name = "admin.max-body",
            defaultValue = "64KiB",
            min = "1KiB",
            max = "16MiB",
            doc = "The longest body of a request, and the longest line of a bulk request.")
        DataSize maxBody,
    @Key(
            name = "admin.max-bulk-lines",
            defaultValue = "1000000",
            min = "1",
            max = "100000000",
            doc = "Lines that one bulk request may have.")
        int maxBulkLines,
    @Key(
            name = "admin.require-if-match",
            defaultValue = "false",
            doc =
                "Whether an edit or deletion of a link has to say, in `If-Match`, which version it"
                    + " means.")
        boolean requireIfMatch,
    @Key(
            name = "admin.max-connections",
            defaultValue = "1000",
            min = "1",
            max = "100000",
            doc = "Connections served at once.")
        int maxConnections,
    @Key(
            name = "admin.request-timeout",
            defaultValue = "10s",
            min = "100ms",
            max = "10m",
            doc = "How long a request may take; bulk requests have their own deadline.")
        Duration requestTimeout,
    @Key(
            name = "admin.bulk-stall-timeout",
            defaultValue = "30s",
            min = "100ms",
            max = "1h",
            doc =
                "After how long without progress a bulk request, or the reading of a file or of events,"
                    + " is ended.")
        Duration bulkStallTimeout,
    @Key(
            name = "admin.stop-timeout",
            defaultValue = "10s",
            min = "0s",
            max = "10m",
            doc = "How long requests in flight may take to end once the server is told to stop.")
        Duration stopTimeout)
    implements ComponentConfig {

  public AdminConfig {
    Check.that(
        bootstrapKey.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f),
        "admin.bootstrap-key",
        "must be visible ASCII without spaces");
  }
}
