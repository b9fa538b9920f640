package dev.carom.core.limit;

/**
 * Whose requests are counted, and how many may pass.
 *
 * @param key what tells this bucket from all others; it may be seen by whoever sees the store, so
 *     it holds neither an address nor a key
 */
public record Bucket(String key, Rate rate) {}
