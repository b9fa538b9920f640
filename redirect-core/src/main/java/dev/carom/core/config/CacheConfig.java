package dev.carom.core.config;

/** The redirect server's cache in its own memory. */
@Section(title = "Cache", doc = "The cache in a redirect server's own memory.")
public record CacheConfig(
    @Key(
            name = "redirect.cache.max-bytes",
            defaultValue = "64MiB",
            min = "64KiB",
            max = "1024GiB",
            doc = "Memory that cached entries take at most, as estimated.")
        DataSize maxBytes)
    implements ComponentConfig {}
