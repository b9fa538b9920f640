package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.carom.core.config.ClientConfig;
import dev.carom.core.config.Configuration;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word is taken for a client's address, and what Redis gets to see of it. */
class ClientAddressesTest {

  private static final ClientAddresses FORWARDED =
      addresses(
          Map.of(
              "admin.client-address", "x-forwarded-for",
              "admin.trusted-proxies", "10.0.0.0/8, 2001:db8::/32"));

  private static ClientAddresses addresses(Map<String, String> settings) {
    return new ClientAddresses(
        Configuration.of(settings, List.of(ClientConfig.class)).get(ClientConfig.class));
  }

  private static String of(ClientAddresses addresses, String peer, String... fields) {
    RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.GET, "/");
    for (String field : fields) {
      headers.add("x-forwarded-for", field);
    }
    return addresses.of(InetAddress.ofLiteral(peer), headers.build()).getHostAddress();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1   | 203.0.113.9                      | 192.0.2.1",
        "10.0.0.1    | 203.0.113.9                      | 203.0.113.9",
        "10.0.0.1    | 198.51.100.7, 203.0.113.9        | 203.0.113.9",
        "10.0.0.1    | 203.0.113.9, 10.1.1.1            | 203.0.113.9",
        "10.0.0.1    | 203.0.113.9:4711                 | 203.0.113.9",
        "10.0.0.1    | [2001:db9::5]:4711               | 2001:db9:0:0:0:0:0:5",
        "2001:db8::1 | 2001:db9::5                      | 2001:db9:0:0:0:0:0:5",
        "10.0.0.1    | 203.0.113.9, nobody              | 10.0.0.1",
        "10.0.0.1    | 203.0.113.9,                     | 10.0.0.1",
        "10.0.0.1    | ''                               | 10.0.0.1",
      })
  void theFirstAddressThatIsNoProxysIsTheClients(String peer, String field, String client) {
    assertThat(of(FORWARDED, peer, field)).isEqualTo(client);
  }

  @Test
  void fieldsAreReadInTheirOrder() {
    assertThat(of(FORWARDED, "10.0.0.1", "198.51.100.7", "203.0.113.9, 10.0.0.2"))
        .isEqualTo("203.0.113.9");
    assertThat(of(FORWARDED, "10.0.0.1")).isEqualTo("10.0.0.1");
  }

  @Test
  void unlessConfiguredNobodyIsBelieved() {
    assertThat(of(addresses(Map.of()), "10.0.0.1", "203.0.113.9")).isEqualTo("10.0.0.1");
  }

  @Test
  void namesTellClientsApartAndNothingElse() {
    ClientNames names = new ClientNames("a secret");
    String name = names.of(InetAddress.ofLiteral("192.0.2.1"));
    assertThat(name).matches("address:[0-9a-f]{32}");
    assertThat(name).isEqualTo(names.of(InetAddress.ofLiteral("192.0.2.1")));
    assertThat(name).isNotEqualTo(names.of(InetAddress.ofLiteral("192.0.2.2")));
    assertThat(name)
        .isNotEqualTo(new ClientNames("another").of(InetAddress.ofLiteral("192.0.2.1")));
    assertThat(names.of(InetAddress.ofLiteral("2001:db8::1")))
        .isEqualTo(names.of(InetAddress.ofLiteral("2001:db8::ffff:1")))
        .isNotEqualTo(names.of(InetAddress.ofLiteral("2001:db8:0:1::1")));
    assertThat(names.ofKey("k")).matches("key:[0-9a-f]{32}").isNotEqualTo(names.ofKey("l"));
  }
}
