package dev.carom.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How clicks are kept until they are counted. */
@Section(
    title = "Clicks",
    doc =
        "How the redirect server keeps clicks until PostgreSQL has counted them. What is not counted"
            + " when it ends, the next one that starts with the same folders counts.")
public record ClickConfig(
    @Key(name = "click.enabled", defaultValue = "true", doc = "Whether clicks are counted.")
        boolean enabled,
    @Key(
            name = "click.journal-dir",
            defaultValue = "journal",
            doc =
                "The folder of the click journal, on a disk that lasts. The servers of one machine"
                    + " share it: each has a folder of its own in it.")
        Path journalDir,
    @Key(
            name = "click.ring-dir",
            defaultValue = "/dev/shm",
            doc =
                "Where clicks are for the moment until they are synced to the journal: a folder in"
                    + " memory, for on a disk the answers would wait for it now and then. What a"
                    + " killed server leaves there, the next one finds.")
        Path ringDir,
    @Key(
            name = "click.ring-size",
            defaultValue = "8MiB",
            min = "64KiB",
            max = "64MiB",
            doc =
                "How much is there for each event loop; a power of two. 8 MiB are some 30,000"
                    + " clicks, which must last while the disk takes its time.")
        DataSize ringSize,
    @Key(
            name = "click.sync-interval",
            defaultValue = "50ms",
            min = "1ms",
            max = "1m",
            doc = "The clicks of how long a machine that crashes may lose.")
        Duration syncInterval,
    @Key(
            name = "click.ship-interval",
            defaultValue = "500ms",
            min = "100ms",
            max = "1h",
            doc =
                "How often what the journal holds is brought to PostgreSQL, and so how late counts"
                    + " and live events may be. What comes in bursts costs less when it is brought"
                    + " together.")
        Duration shipInterval,
    @Key(
            name = "click.max-journal-size",
            defaultValue = "4GiB",
            min = "1MiB",
            max = "1000GiB",
            doc =
                "How large a server's journal may get while PostgreSQL is away, before clicks are"
                    + " dropped and counted as such. A click takes some 60 bytes.")
        DataSize maxJournalSize,
    @Key(
            name = "click.keep-shipped",
            defaultValue = "1d",
            min = "0s",
            max = "30d",
            doc =
                "How long the journal keeps what was counted, but for half of"
                    + " `click.max-journal-size`: a database that is restored to an earlier time"
                    + " gets it again.")
        Duration keepShipped,
    @Key(
            name = "click.keep-clicks",
            defaultValue = "400d",
            min = "2d",
            max = "36500d",
            doc =
                "How long PostgreSQL keeps single clicks, in whole days. Counts are kept for good, but"
                    + " for those of codes that led nowhere.")
        Duration keepClicks,
    @Key(
            name = "click.honor-do-not-track",
            defaultValue = "true",
            doc =
                "Whether followers who send `DNT: 1` or `Sec-GPC: 1` are counted without a hash of"
                    + " who they are, and so not among the unique visitors.")
        boolean honorDoNotTrack,
    @Key(
            name = "click.geo-database",
            doc =
                "The file of a database in MaxMind's format (GeoLite2, GeoIP2, DB-IP) that tells the"
                    + " country and, if it is one of cities, the city of a follower's address. It is"
                    + " held in memory, and read again when it was replaced. A country that"
                    + " `redirect.country-header` tells goes before. Empty: none.")
        Optional<Path> geoDatabase)
    implements ComponentConfig {

  public ClickConfig {
    Check.that(
        Long.bitCount(ringSize.bytes()) == 1,
        "click.ring-size",
        "must be a power of two, such as 8MiB");
  }
}
