package dev.carom.admin.edge;

/**
 * A link's answers at the edge. Immutable.
 *
 * @param key what all of them are called
 * @param host of the link's domain
 * @param code the link's
 * @param foldsCase whether the domain makes no difference between capitals and small letters
 */
public record EdgeObject(String key, String host, String code, boolean foldsCase) {}
