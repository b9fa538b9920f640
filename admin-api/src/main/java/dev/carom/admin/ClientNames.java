package dev.carom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names for clients that tell them apart, and tell whoever sees Redis nothing else: an HMAC of
 * their address or key by the installation's secret, which its processes share. Immutable.
 */
final class ClientNames {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int NAME_BYTES = 16;

  /** Whoever has one address of such a network has them all. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private final SecretKeySpec secret;

  ClientNames(String secret) {
    this.secret = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
  }

  /** The name of an address; in IPv6 of the network of 64 bits that it is in. */
  String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return name(
        "address",
        address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
  }

  /** The name of a key or token, valid or not. */
  String ofKey(String key) {
    return name("key", key.getBytes(UTF_8));
  }

  private String name(String kind, byte[] value) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update(("admin rate limit " + kind).getBytes(UTF_8));
      mac.update((byte) 0);
      return kind + ":" + HexFormat.of().formatHex(mac.doFinal(value), 0, NAME_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
    }
  }
}
