package dev.carom.core.config;

import java.time.Duration;
import java.util.Optional;

/** How to reach Redis, and how long to wait for it. */
@Section(
    title = "Redis",
    doc = "The cache that servers share. Without it every miss goes to PostgreSQL.")
public record RedisConfig(
    @Key(
            name = "redis.url",
            doc =
                "The server, as `redis://HOST:PORT` or, over TLS, `rediss://HOST:PORT`; with"
                    + " `:PASSWORD@` or `USER:PASSWORD@` before the host and `/DATABASE` after the"
                    + " port where needed. Empty: run without Redis.")
        Optional<RedisUrl> url,
    @Key(
            name = "redis.max-connections",
            defaultValue = "16",
            min = "1",
            max = "1000",
            doc =
                "Connections that one process keeps at most; the admin API keeps as many again, for"
                    + " counting requests.")
        int maxConnections,
    @Key(
            name = "redis.connect-timeout",
            defaultValue = "100ms",
            min = "1ms",
            max = "1m",
            doc = "How long making a connection may take.")
        Duration connectTimeout,
    @Key(
            name = "redis.timeout",
            defaultValue = "50ms",
            min = "1ms",
            max = "1m",
            doc = "How long one command may take.")
        Duration timeout,
    @Key(
            name = "redis.borrow-timeout",
            defaultValue = "50ms",
            min = "1ms",
            max = "1m",
            doc = "How long a load waits for a free connection.")
        Duration borrowTimeout,
    @Key(
            name = "redis.ttl",
            defaultValue = "1d",
            min = "1s",
            max = "30d",
            doc =
                "How long Redis keeps an entry: for its space alone, an old one is never believed.")
        Duration ttl)
    implements ComponentConfig {}
