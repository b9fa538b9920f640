package dev.carom.core.config;

import java.time.Duration;

/** The logs of the cache in front of the redirect servers. */
@Section(
    title = "Edge logs",
    doc =
        "What the edge has answered is counted by its logs, which `carom edge-logs` follows or the"
            + " admin API takes: JSON, a request a line (see [edge.md](edge.md)).")
public record EdgeLogConfig(
    @Key(
            name = "edge-logs.fields",
            defaultValue = "",
            doc =
                "What the fields of a line are called, where not by their own names, as"
                    + " `name=field` pairs, separated by blanks: `time`, `host`, `path`, `method`,"
                    + " `status`, `cache`, `client`, `agent`, `referrer`, `language`, `country`,"
                    + " `purpose`, `dnt`, `gpc`, `id`.")
        FieldNames fields,
    @Key(
            name = "edge-logs.hits",
            defaultValue = "hit stale updating",
            doc =
                "With which word, in any case, the field `cache` of what the edge has answered by"
                    + " itself begins. Whatever else it says, a redirect server has answered, and"
                    + " counted.")
        Words hits,
    @Key(
            name = "edge-logs.remember",
            defaultValue = "3d",
            min = "1h",
            max = "31d",
            doc =
                "For how long the ids of posted requests are kept, so that none is counted twice;"
                    + " older requests are refused.")
        Duration remember)
    implements ComponentConfig {}
