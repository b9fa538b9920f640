package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.lifecycle.StartException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GeoDatabaseTest {

  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  @TempDir private Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ResourceStack resources = new ResourceStack();

  @AfterEach
  void close() {
    resources.close();
  }

  private GeoDatabase open(byte[] content) throws IOException {
    return resources.add(GeoDatabase.open(replace(content), LOOK_EVERY, registry));
  }

  /** Puts another file where the database is, as a whole. */
  private Path replace(byte[] content) throws IOException {
    Path written = Files.write(folder.resolve("new"), content);
    return Files.move(written, folder.resolve("geo.mmdb"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void assertPlace(
      Places places, InetAddress address, @Nullable String country, @Nullable String city) {
    Place place = places.of(address);
    assertThat(new String(place.country(), UTF_8)).isEqualTo(country == null ? "" : country);
    assertThat(new String(place.city(), UTF_8)).isEqualTo(city == null ? "" : city);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0, NZ, Wellington",
    "192.0.2.255, NZ, Wellington",
    "192.0.3.0,,",
    "198.51.100.9, AT,",
    "203.0.113.1,,",
    "203.0.113.129,, Nowhere",
    "2001:db8::1, BR, São Paulo",
    "2001:db9::1,,",
    "10.0.0.1,,",
    "127.0.0.1,,",
    "::1,,",
    "fe80::1,,",
  })
  void placesAreToldOfBothFamilies(String address, @Nullable String country, @Nullable String city)
      throws IOException {
    GeoDatabase places =
        open(
            new GeoFile(6)
                .withCity("192.0.2.0/24", "NZ", "Wellington")
                .withCountry("198.51.100.0/24", "AT")
                .withCountry("203.0.113.0/25", "Neither")
                .with("203.0.113.128/25", Map.of("city", Map.of("names", Map.of("en", "Nowhere"))))
                .withCity("2001:db8::/32", "BR", "São Paulo")
                .bytes());
    for (int i = 0; i < 2; i++) {
      assertPlace(places, InetAddress.ofLiteral(address), country, city);
    }
  }

  @Test
  void anIpv4AddressMayComeInTheGuiseOfIpv6() throws IOException {
    GeoDatabase places = open(new GeoFile(6).withCity("192.0.2.0/24", "NZ", "Wellington").bytes());
    byte[] mapped = new byte[16];
    Arrays.fill(mapped, 10, 12, (byte) 0xFF);
    System.arraycopy(InetAddress.ofLiteral("192.0.2.1").getAddress(), 0, mapped, 12, 4);
    assertPlace(places, Inet6Address.getByAddress(null, mapped, -1), "NZ", "Wellington");
  }

  /** The first bits of an IPv6 address mean nothing in a tree of IPv4. */
  @Test
  void aDatabaseOfIpv4KnowsNothingElse() throws IOException {
    GeoDatabase places = open(new GeoFile(4).withCountry("32.1.0.0/16", "NZ").bytes());
    assertPlace(places, InetAddress.ofLiteral("32.1.13.184"), "NZ", null);
    assertPlace(places, InetAddress.ofLiteral("2001:db8::1"), null, null);
  }

  static Stream<Object> damaged() {
    return Stream.of(
        "no map", // Where one must be.
        Map.of("country", "no map either"),
        Map.of("country", Map.of("iso_code", 64)),
        new byte[] {0x28, 0x00, 0x00}, // A pointer, 2,048 bytes further, where nothing is.
        new byte[] {(byte) 0xE1, 0x47, 'c', 'o', 'u', 'n', 't', 'r', 'y', 0x20, 0x1F}, // To itself.
        new byte[] {(byte) 0xE1, 0x5F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF}); // Too long a text.
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void whatCannotBeReadIsNoPlace(Object told) throws IOException {
    GeoDatabase places =
        open(new GeoFile(6).withCountry("192.0.2.0/24", "NZ").with("2001:db8::/32", told).bytes());
    assertPlace(places, InetAddress.ofLiteral("2001:db8::1"), null, null);
    assertPlace(places, InetAddress.ofLiteral("192.0.2.1"), "NZ", null);
  }

  @Test
  void aFileThatIsReplacedIsReadAndABrokenOneIsNot() throws IOException {
    InetAddress address = InetAddress.ofLiteral("192.0.2.1");
    GeoDatabase places = open(new GeoFile(6).withCountry("192.0.2.0/24", "NZ").bytes());
    assertPlace(places, address, "NZ", null);

    replace(new GeoFile(6).withCity("192.0.2.0/24", "AU", "Sydney").bytes());
    awaitReloads("loaded", 1);
    assertPlace(places, address, "AU", "Sydney");

    replace("broken".getBytes(UTF_8));
    awaitReloads("rejected", 1);
    assertPlace(places, address, "AU", "Sydney");

    Files.delete(folder.resolve("geo.mmdb"));
    awaitReloads("rejected", 2);
    assertPlace(places, address, "AU", "Sydney");

    replace(new GeoFile(6).withCity("192.0.2.0/24", "NZ", "Nelson").bytes());
    awaitReloads("loaded", 2);
    assertPlace(places, address, "NZ", "Nelson");
    assertThat(reloads("rejected")).isEqualTo(2);
  }

  /** Once, and not again at the next looks. */
  private void awaitReloads(String outcome, int count) {
    Awaitility.await()
        .pollInterval(LOOK_EVERY)
        .during(LOOK_EVERY.multipliedBy(5))
        .until(() -> reloads(outcome) == count);
  }

  private double reloads(String outcome) {
    return registry.get("carom.clicks.geo.reloads").tag("outcome", outcome).counter().count();
  }

  static Stream<byte[]> unusable() {
    byte[] whole = new GeoFile(6).withCountry("192.0.2.0/24", "NZ").bytes();
    return Stream.of(
        new byte[0],
        "192.0.2.0/24,NZ".getBytes(UTF_8),
        Arrays.copyOf(whole, whole.length - 20),
        Arrays.copyOfRange(whole, 500, whole.length),
        new GeoFile(6).bytes(),
        new GeoFile(6).with("192.0.2.0/24", Map.of("autonomous_system_number", 64496)).bytes());
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void whatIsNoSuchDatabasePreventsTheStart(byte[] content) {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> open(content))
        .withMessageStartingWith("click.geo-database: ")
        .withMessageContaining("geo.mmdb");
  }

  @Test
  void aFileThatCannotBeReadPreventsTheStart() {
    Path missing = folder.resolve("missing.mmdb");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> GeoDatabase.open(missing, LOOK_EVERY, registry))
        .withMessageStartingWith("click.geo-database: cannot read " + missing);
  }
}
