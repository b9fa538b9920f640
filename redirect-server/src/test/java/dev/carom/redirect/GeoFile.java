package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A small database in MaxMind's format, version 2.0 (https://maxmind.github.io/MaxMind-DB/): a tree
 * of 24-bit records, in which IPv4 is {@code ::/96} unless there is nothing else, the networks'
 * data, and what the database says of itself. All its numbers have 32 bits, which readers take for
 * any.
 */
final class GeoFile {

  private static final int NOTHING = -1;
  private static final int SEPARATOR_BYTES = 16;
  private static final int LONG_SIZE = 29;

  private final int ipVersion;

  /** Pairs of another node's number, {@link #NOTHING}, or {@code -2 - offset} of what is told. */
  private final List<int[]> nodes = new ArrayList<>();

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  GeoFile(int ipVersion) {
    this.ipVersion = ipVersion;
    addNode();
  }

  private int addNode() {
    nodes.add(new int[] {NOTHING, NOTHING});
    return nodes.size() - 1;
  }

  GeoFile withCountry(String network, String country) {
    return with(network, Map.of("country", Map.of("iso_code", country)));
  }

  /** Adds a network with some of what such a database tells besides. */
  GeoFile withCity(String network, String country, String city) {
    return with(
        network,
        Map.of(
            "continent",
            Map.of("code", "OC", "geoname_id", 6255151),
            "country",
            Map.of("iso_code", country, "names", Map.of("en", "Land of " + city)),
            "city",
            Map.of("geoname_id", 1, "names", Map.of("de", city + " an der Au", "en", city)),
            "subdivisions",
            List.of(Map.of("iso_code", "X"), Map.of("iso_code", "Y"))));
  }

  /**
   * Adds a network.
   *
   * @param told a string, a number, a list or map of such, or bytes that stand for themselves
   */
  GeoFile with(String network, Object told) {
    int slash = network.indexOf('/');
    byte[] address = InetAddress.ofLiteral(network.substring(0, slash)).getAddress();
    int skipped = ipVersion == 6 && address.length == 4 ? 96 : 0;
    int prefix = skipped + Integer.parseInt(network.substring(slash + 1));
    int node = 0;
    for (int i = 0; i < prefix - 1; i++) {
      int[] records = nodes.get(node);
      int bit = bit(address, i - skipped);
      if (records[bit] == NOTHING) {
        records[bit] = addNode();
      }
      node = records[bit];
    }
    nodes.get(node)[bit(address, prefix - 1 - skipped)] = -2 - data.size();
    encode(told, data);
    return this;
  }

  private static int bit(byte[] address, int number) {
    return number < 0 ? 0 : address[number / 8] >> (7 - number % 8) & 1;
  }

  byte[] bytes() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int[] node : nodes) {
      for (int record : node) {
        int value =
            record == NOTHING
                ? nodes.size()
                : record < 0 ? nodes.size() + SEPARATOR_BYTES - 2 - record : record;
        file.writeBytes(new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value});
      }
    }
    file.writeBytes(new byte[SEPARATOR_BYTES]);
    file.writeBytes(data.toByteArray());
    file.writeBytes("\u00ab\u00cd\u00efMaxMind.com".getBytes(ISO_8859_1));
    encode(
        Map.of(
            "binary_format_major_version",
            2,
            "binary_format_minor_version",
            0,
            "build_epoch",
            1_790_000_000,
            "database_type",
            "Test",
            "description",
            Map.of("en", "A test's"),
            "ip_version",
            ipVersion,
            "languages",
            List.of("de", "en"),
            "node_count",
            nodes.size(),
            "record_size",
            24),
        file);
    return file.toByteArray();
  }

  private static void encode(Object value, ByteArrayOutputStream out) {
    switch (value) {
      case byte[] bytes -> out.writeBytes(bytes);
      case String text -> {
        byte[] bytes = text.getBytes(UTF_8);
        begin(2, bytes.length, out);
        out.writeBytes(bytes);
      }
      case Integer number -> {
        begin(6, Integer.BYTES, out);
        for (int shift = 24; shift >= 0; shift -= 8) {
          out.write(number >> shift);
        }
      }
      case Map<?, ?> map -> {
        begin(7, map.size(), out);
        map.forEach((key, of) -> {
          encode(key, out);
          encode(of, out);
        });
      }
      case List<?> list -> {
        out.write(list.size());
        out.write(11 - 7);
        list.forEach(element -> encode(element, out));
      }
      default -> throw new IllegalArgumentException(value.toString());
    }
  }

  private static void begin(int type, int size, ByteArrayOutputStream out) {
    out.write(type << 5 | Math.min(size, LONG_SIZE));
    if (size >= LONG_SIZE) {
      out.write(size - LONG_SIZE);
    }
  }
}
