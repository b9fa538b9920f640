package dev.carom.redirect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carom.core.config.AddressRanges;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.resolve.Resolution;
import dev.carom.core.resolve.Resolution.Missing;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many codes that nobody minted a client may ask for: each is a guess, and whoever guesses
 * often wants to find what was not meant for them. Links that are cached are answered to everybody.
 *
 * <p>A client is an address, in IPv6 its first 64 bits. It may guess a minute's number at once, and
 * then as fast as that comes back (a token bucket). Who asks for many at once, before the first is
 * known to be a guess, owes what is too much, up to a minute's number. The machine itself and
 * trusted proxies are not limited. Usable by any thread.
 */
final class UnknownCodeLimit {

  private static final int MAX_CLIENTS = 100_000;
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

  private final int perMinute;
  private final AddressRanges trusted;

  /** Who has not guessed for two minutes owes nothing and has a full bucket, as if not there. */
  private final Cache<InetAddress, Bucket> clients =
      Caffeine.newBuilder()
          .maximumSize(MAX_CLIENTS)
          .expireAfterAccess(Duration.ofMinutes(2))
          .build();

  /** What a client has left at some moment. */
  private record Bucket(double left, long atNanos) {}

  UnknownCodeLimit(FollowerConfig config) {
    this.perMinute = config.maxUnknownCodes();
    this.trusted = config.trustedProxies();
  }

  /** Whether a client has guessed too often; a code that is not cached is not looked for then. */
  boolean isExceeded(@Nullable InetAddress client) {
    if (client == null || isUnlimited(client)) {
      return false;
    }
    Bucket bucket = clients.getIfPresent(key(client));
    return bucket != null && left(bucket, System.nanoTime()) < 1;
  }

  /** A client has asked for a code that was not cached, and this is what it stands for. */
  void found(@Nullable InetAddress client, Resolution resolution) {
    if (!(resolution instanceof Missing) || client == null || isUnlimited(client)) {
      return;
    }
    long now = System.nanoTime();
    clients
        .asMap()
        .compute(
            key(client),
            (_, bucket) ->
                new Bucket(
                    Math.max(-perMinute, (bucket == null ? perMinute : left(bucket, now)) - 1),
                    now));
  }

  private double left(Bucket bucket, long now) {
    double back = (now - bucket.atNanos) * (perMinute / NANOS_PER_MINUTE);
    return Math.min(perMinute, bucket.left + back);
  }

  private boolean isUnlimited(InetAddress client) {
    return perMinute == 0 || client.isLoopbackAddress() || trusted.contains(client);
  }

  private static InetAddress key(InetAddress client) {
    if (client instanceof Inet6Address address) {
      byte[] bytes = address.getAddress();
      Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
      try {
        return InetAddress.getByAddress(bytes);
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
    return client;
  }
}
