package dev.carom.core.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** How to reach PostgreSQL, and how long to wait for it. */
@Section(title = "PostgreSQL", doc = "The database that holds links and their changes.")
public record PostgresConfig(
    @Key(
            name = "postgres.url",
            required = true,
            doc =
                "The database, as `jdbc:postgresql://HOST:PORT/DATABASE`. The driver's parameters"
                    + " may follow after `?`, but neither user nor password.")
        String url,
    @Key(name = "postgres.user", required = true, doc = "The role to connect as.") String user,
    @Key(name = "postgres.password", doc = "The role's password; empty where none is asked for.")
        Secret password,
    @Key(
            name = "postgres.replica-urls",
            defaultValue = "",
            doc =
                "Streaming replicas that misses are read from in turn, as URLs like `postgres.url`,"
                    + " separated by blanks, with the same user and password. What one says is"
                    + " used only if it is up to date; what it does not have is looked for in"
                    + " the primary.")
        ReplicaUrls replicaUrls,
    @Key(
            name = "postgres.max-connections",
            defaultValue = "16",
            min = "1",
            max = "500",
            doc =
                "Connections that one process keeps at most, besides a few for what must not wait"
                    + " for them: changes, leases, clicks, API keys.")
        int maxConnections,
    @Key(
            name = "postgres.connect-timeout",
            defaultValue = "1s",
            min = "1s",
            max = "1m",
            doc = "How long making a connection may take; whole seconds.")
        Duration connectTimeout,
    @Key(
            name = "postgres.borrow-timeout",
            defaultValue = "250ms",
            min = "250ms",
            max = "1m",
            doc = "How long a request waits for a free connection.")
        Duration borrowTimeout,
    @Key(
            name = "postgres.statement-timeout",
            defaultValue = "2s",
            min = "1ms",
            max = "10m",
            doc = "After how long the database cancels a statement.")
        Duration statementTimeout,
    @Key(
            name = "postgres.socket-timeout",
            defaultValue = "3s",
            min = "1s",
            max = "1h",
            doc =
                "After how long without a byte from the database a connection is given up; whole"
                    + " seconds, longer than `postgres.statement-timeout`.")
        Duration socketTimeout)
    implements ComponentConfig {

  private static final String PREFIX = "jdbc:postgresql://";
  private static final Pattern CREDENTIALS = Pattern.compile("@|[?&](user|\\w*password)=");

  private static final int MAX_FOR_WHOLE = 4;
  private static final Duration CLICK_PATIENCE = Duration.ofSeconds(5);

  /** Whether a text is the URL of a database, and holds no secret. */
  static boolean isUrl(String text) {
    return text.startsWith(PREFIX) && !CREDENTIALS.matcher(text).find();
  }

  /** This, for a replica in place of the primary. */
  public PostgresConfig forReplica(String replicaUrl) {
    return new PostgresConfig(
        replicaUrl,
        user,
        password,
        new ReplicaUrls(List.of()),
        maxConnections,
        connectTimeout,
        borrowTimeout,
        statementTimeout,
        socketTimeout);
  }

  /** This, for few and short statements that are about the whole installation. */
  public PostgresConfig forWhole() {
    return new PostgresConfig(
        url,
        user,
        password,
        new ReplicaUrls(List.of()),
        Math.min(MAX_FOR_WHOLE, maxConnections),
        connectTimeout,
        borrowTimeout,
        statementTimeout,
        socketTimeout);
  }

  /** This, for one who counts clicks: alone, in long statements, and patiently. */
  public PostgresConfig forClicks() {
    return new PostgresConfig(
        url,
        user,
        password,
        new ReplicaUrls(List.of()),
        1,
        connectTimeout,
        borrowTimeout,
        CLICK_PATIENCE,
        CLICK_PATIENCE.plusSeconds(1));
  }

  public PostgresConfig {
    // Both messages leave the URL out: what is wrong with it may be a password.
    Check.that(url.startsWith(PREFIX), "postgres.url", "must be " + PREFIX + "HOST:PORT/DATABASE");
    Check.that(
        !CREDENTIALS.matcher(url).find(),
        "postgres.url",
        "must not hold a user or password; set postgres.user and postgres.password");
    Check.wholeSeconds("postgres.connect-timeout", connectTimeout);
    Check.wholeSeconds("postgres.socket-timeout", socketTimeout);
    Check.that(
        socketTimeout.compareTo(statementTimeout) > 0,
        "postgres.socket-timeout",
        "must be longer than postgres.statement-timeout");
  }
}
