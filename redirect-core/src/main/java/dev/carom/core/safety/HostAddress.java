package dev.carom.core.safety;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The one form of a host among those that reach the same: without the root's dot, and IP addresses
 * as they are usually written. Browsers take {@code 0x7f.1} and {@code 2130706433} for {@code
 * 127.0.0.1} (WHATWG URL, section 3.5), so a rule for one must meet all.
 */
final class HostAddress {

  private HostAddress() {}

  /**
   * @param host a valid one, lower-case; an IPv6 address in its brackets
   */
  static String canonical(String host) {
    if (host.startsWith("[")) {
      // A literal is parsed, never looked up. One that stands for an IPv4 address becomes that.
      InetAddress address = InetAddress.ofLiteral(host.substring(1, host.length() - 1));
      return address instanceof Inet6Address
          ? "[%s]".formatted(address.getHostAddress())
          : address.getHostAddress();
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    long address = ipv4(name);
    return address < 0
        ? name
        : "%d.%d.%d.%d"
            .formatted(address >> 24, address >> 16 & 0xFF, address >> 8 & 0xFF, address & 0xFF);
  }

  /**
   * Returns the address that a name is, or -1: up to four numbers, the last for all that is left.
   */
  private static long ipv4(String name) {
    String[] parts = name.split("\\.", -1);
    if (parts.length > 4) {
      return -1;
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      int bits = i < parts.length - 1 ? 8 : 8 * (5 - parts.length);
      long number = number(parts[i]);
      if (number < 0 || number >= 1L << bits) {
        return -1;
      }
      address = address << bits | number;
    }
    return address;
  }

  /** Returns a number that is written as C does, or -1. */
  private static long number(String text) {
    int radix = 10;
    String digits = text;
    if (text.startsWith("0x")) {
      radix = 16;
      digits = text.length() == 2 ? "0" : text.substring(2);
    } else if (text.length() > 1 && text.startsWith("0")) {
      radix = 8;
      digits = text.substring(1);
    }
    if (digits.isEmpty() || digits.length() > 63) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), radix);
      if (digit < 0 || number > 1L << 32) {
        return -1;
      }
      number = number * radix + digit;
    }
    return number;
  }
}
