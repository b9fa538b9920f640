package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8                | 10.255.255.255  | true",
        "10.0.0.0/8                | 11.0.0.0        | false",
        "10.0.0.0/8                | 9.255.255.255   | false",
        "192.0.2.128/25            | 192.0.2.128     | true",
        "192.0.2.128/25            | 192.0.2.127     | false",
        "192.0.2.1                 | 192.0.2.1       | true",
        "192.0.2.1                 | 192.0.2.2       | false",
        "0.0.0.0/0                 | 203.0.113.9     | true",
        "0.0.0.0/0                 | ::1             | false",
        "2001:db8::/33             | 2001:db8:7fff::1 | true",
        "2001:db8::/33             | 2001:db8:8000::1 | false",
        "10.0.0.0/8, 2001:db8::/32 | 2001:db8::1     | true",
        "10.0.0.0/8,192.0.2.1      | 192.0.2.1       | true",
      })
  void anAddressIsInARangeThatItBeginsLike(String ranges, String address, boolean contained) {
    assertThat(AddressRanges.parse(ranges).contains(InetAddress.ofLiteral(address)))
        .isEqualTo(contained);
  }

  @Test
  void noRangeContainsNothing() {
    AddressRanges none = AddressRanges.parse("");
    assertThat(none.isEmpty()).isTrue();
    assertThat(none.contains(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
  }
}
