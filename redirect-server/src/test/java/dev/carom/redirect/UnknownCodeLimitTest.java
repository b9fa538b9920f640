package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.config.Configuration;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Missing;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownCodeLimitTest {

  private static final Missing MISSING = new Missing(1);
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

  private static UnknownCodeLimit limit(int perMinute, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("redirect.max-unknown-codes", Integer.toString(perMinute));
    return new UnknownCodeLimit(
        Configuration.of(settings, List.of(FollowerConfig.class)).get(FollowerConfig.class));
  }

  private static void guess(UnknownCodeLimit limit, InetAddress client, int times) {
    for (int i = 0; i < times; i++) {
      limit.found(client, MISSING);
    }
  }

  @Test
  void whoGuessesTooOftenIsRefusedAndNobodyElse() {
    UnknownCodeLimit limit = limit(3, Map.of());
    guess(limit, CLIENT, 2);
    assertThat(limit.isExceeded(CLIENT)).isFalse();
    guess(limit, CLIENT, 1);
    assertThat(limit.isExceeded(CLIENT)).isTrue();
    assertThat(limit.isExceeded(InetAddress.ofLiteral("192.0.2.2"))).isFalse();
  }

  @Test
  void whatIsTooMuchIsOwed() throws InterruptedException {
    UnknownCodeLimit limit = limit(600, Map.of());
    guess(limit, CLIENT, 1200);
    Thread.sleep(300); // Three guesses' time.
    assertThat(limit.isExceeded(CLIENT)).isTrue();
  }

  @Test
  void whoFollowsLinksIsNot() {
    UnknownCodeLimit limit = limit(1, Map.of());
    Found found =
        new Found(7, new TargetUrl("https://a.example/"), RedirectStatus.FOUND, 0, false, 1);
    for (int i = 0; i < 100; i++) {
      limit.found(CLIENT, found);
    }
    assertThat(limit.isExceeded(CLIENT)).isFalse();
  }

  @Test
  void aNetworkOfIpv6IsOneClient() {
    UnknownCodeLimit limit = limit(2, Map.of());
    guess(limit, InetAddress.ofLiteral("2001:db8:0:1::1"), 1);
    guess(limit, InetAddress.ofLiteral("2001:db8:0:1::2"), 1);
    assertThat(limit.isExceeded(InetAddress.ofLiteral("2001:db8:0:1::3"))).isTrue();
    assertThat(limit.isExceeded(InetAddress.ofLiteral("2001:db8:0:2::1"))).isFalse();
  }

  @Test
  void theMachineAndTrustedProxiesAreNotLimited() {
    UnknownCodeLimit limit = limit(1, Map.of("redirect.trusted-proxies", "198.51.100.0/24"));
    for (String client : List.of("127.0.0.1", "::1", "198.51.100.7")) {
      guess(limit, InetAddress.ofLiteral(client), 5);
      assertThat(limit.isExceeded(InetAddress.ofLiteral(client))).as(client).isFalse();
    }
  }

  @Test
  void zeroLimitsNobody() {
    UnknownCodeLimit limit = limit(0, Map.of());
    guess(limit, CLIENT, 1000);
    assertThat(limit.isExceeded(CLIENT)).isFalse();
  }
}
