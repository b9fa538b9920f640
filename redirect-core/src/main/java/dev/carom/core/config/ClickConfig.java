package dev.carom.core.config;

import java.nio.file.Path;

/** How clicks are kept. */
@Section(
    title = "Clicks",
    doc = "Not counted yet; the key is known so that one file fits later versions.")
public record ClickConfig(
    @Key(
            name = "click.journal-dir",
            defaultValue = "journal",
            doc =
                "Reserved for the click journal's folder, one per server. Nothing is written there"
                    + " yet; the key is accepted so that one file fits later versions too.")
        Path journalDir)
    implements ComponentConfig {}
