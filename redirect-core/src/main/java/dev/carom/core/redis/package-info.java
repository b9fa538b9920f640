/**
 * The cache that servers share: Redis, or a server that speaks its protocol. Adapters of {@link
 * dev.carom.core.resolve.LinkCache} and {@link dev.carom.core.limit.RateLimits}; start with {@link
 * dev.carom.core.redis.RedisLinkCache}. What Jedis throws never leaves this package: it becomes a
 * {@link dev.carom.core.link.StoreException}.
 */
@NullMarked
package dev.carom.core.redis;

import org.jspecify.annotations.NullMarked;
