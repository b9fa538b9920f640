package dev.carom.core.config;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ranges of IP addresses, written as {@code 10.0.0.0/8, 192.0.2.1, 2001:db8::/32}; none if empty.
 */
public record AddressRanges(List<Range> ranges) {

  private static final String SYNTAX =
      "must be IP addresses or ranges such as 10.0.0.0/8, 2001:db8::/32, separated by commas";

  /**
   * The addresses, of one family, that begin as another does.
   *
   * @param prefixBits for how many bits
   */
  public record Range(InetAddress network, int prefixBits) {

    private static Range parse(String text) {
      int slash = text.indexOf('/');
      InetAddress network = address(slash < 0 ? text : text.substring(0, slash));
      int bits = network.getAddress().length * Byte.SIZE;
      return new Range(network, slash < 0 ? bits : prefixBits(text.substring(slash + 1), bits));
    }

    private static InetAddress address(String text) {
      try {
        return InetAddress.ofLiteral(text);
      } catch (IllegalArgumentException _) {
        throw new IllegalArgumentException(SYNTAX);
      }
    }

    private static int prefixBits(String text, int most) {
      if (text.matches("\\d{1,3}") && Integer.parseInt(text) <= most) {
        return Integer.parseInt(text);
      }
      throw new IllegalArgumentException(SYNTAX);
    }

    private boolean contains(byte[] address) {
      byte[] prefix = network.getAddress();
      boolean contains = address.length == prefix.length;
      for (int bit = 0; contains && bit < prefixBits; bit += Byte.SIZE) {
        int i = bit / Byte.SIZE;
        int unlike = (address[i] ^ prefix[i]) & 0xFF;
        contains = unlike >> Math.max(0, Byte.SIZE - (prefixBits - bit)) == 0;
      }
      return contains;
    }
  }

  public AddressRanges {
    ranges = List.copyOf(ranges);
  }

  static AddressRanges parse(String text) {
    if (text.isBlank()) {
      return new AddressRanges(List.of());
    }
    return new AddressRanges(
        Stream.of(text.split(",", -1)).map(String::strip).map(Range::parse).toList());
  }

  /** Whether there is no range. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Whether an address is in one of the ranges. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ranges.stream().anyMatch(range -> range.contains(bytes));
  }
}
