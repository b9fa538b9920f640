package dev.carom.core.config;

import java.nio.file.Path;

/** The log that is followed. */
@Section(
    title = "Edge log file",
    doc = "What `carom edge-logs` follows, on the machine where the edge writes it.")
public record EdgeLogFileConfig(
    @Key(
            name = "edge-logs.file",
            required = true,
            doc = "The file that is followed, through its rotation.")
        Path file,
    @Key(
            name = "edge-logs.answered-command",
            defaultValue = "",
            doc =
                "A program and its arguments, separated by blanks, that prints how many requests the"
                    + " edge has answered by itself since it was started: what is counted is compared"
                    + " with that. Empty: with the log alone.")
        Words answeredCommand)
    implements ComponentConfig {}
