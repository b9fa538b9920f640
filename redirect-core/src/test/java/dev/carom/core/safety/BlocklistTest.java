package dev.carom.core.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.core.link.InvalidValueException;
import dev.carom.core.link.TargetUrl;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlocklistTest {

  private static boolean blocks(String pattern, String target) {
    return new Blocklist(List.of(TargetRule.parse(pattern))).match(new TargetUrl(target)) != null;
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, https://evil.example",
    "evil.example, http://evil.example:8080/a?b#c",
    "evil.example, https://evil.example./",
    "evil.example, https://a.b.evil.example?x",
    "EVIL.example., https://evil.example/",
    "bücher.example, https://xn--bcher-kva.example/",
    "*.evil.example, https://a.evil.example/",
    "evil.example/a, https://evil.example/a",
    "evil.example/a, https://evil.example/a#fragment",
    "evil.example/, https://evil.example",
    "evil.example/*, https://evil.example",
    "evil.example/a*, https://evil.example/abc?x=/",
    "evil.example/a*, https://www.evil.example/a",
    "evil.example/*?id=7, https://evil.example/x/y?id=7",
    "evil.example/*?id=7, https://evil.example?id=7",
    "evil.example/a*b*c, https://evil.example/abbc",
    "evil.example/a*b*c, https://evil.example/acbcc",
    "evil.example/a**c, https://evil.example/ac",
    "evil.example/ab, https://evil.example/%61%62",
    "evil.example/%61b, https://evil.example/ab",
    "evil.example/a/b*, https://evil.example/x/../a/./b",
    "evil.example/a/b*, https://evil.example/x/%2e%2E/a/b",
    "evil.example/a/, https://evil.example/a/x/..",
    "evil.example/b, https://evil.example/../../b",
    "*/wp-login.php*, https://any.example/wp-login.php?x",
    "127.0.0.1, http://127.0.0.1:99/",
    "127.0.0.1, http://0x7f.1/",
    "127.0.0.1, http://2130706433/",
    "127.0.0.1, http://0177.0.0.01./",
    "0x7f.1, http://127.0.0.1/",
    "[2001:db8::1], 'http://[2001:db8:0:0::1]:80/'",
    "[::ffff:1.2.3.4], 'http://1.2.3.4/'",
  })
  void meets(String pattern, String target) {
    assertThat(blocks(pattern, target)).isTrue();
    String kept = TargetRule.parse(pattern).pattern();
    assertThat(TargetRule.parse(kept).pattern()).as("one form").isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, https://notevil.example/",
    "evil.example, https://evil.example.org/",
    "evil.example, https://a.example/?u=https://evil.example/",
    "evil.example, https://a.example/evil.example",
    "*.evil.example, https://evil.example/",
    "evil.example/a, https://evil.example/a?b",
    "evil.example/a, https://evil.example/A",
    "evil.example/a, https://evil.example/a/",
    "evil.example/a*, https://evil.example/b?x=/a",
    "evil.example/a*b*c, https://evil.example/ac",
    "evil.example/ab*bc, https://evil.example/abc",
    "evil.example/a*, https://evil.example/a/../b",
    "evil.example/a%2Fb, https://evil.example/a/b",
    "127.0.0.1, http://127.0.0.2/",
    "127.0.0.1, http://127.1.example/",
  })
  void doesNotMeet(String pattern, String target) {
    assertThat(blocks(pattern, target)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*/",
        "*/*",
        "*.",
        "**",
        "a*.example",
        "*a.example",
        "https://a.example",
        "a.example:80",
        "user@a.example",
        "a..example",
        "a.example/#x",
        "a.example/ä",
        "a.example/ b",
        "a.example/*********",
        "[::1",
      })
  void refuses(String pattern) {
    assertThatThrownBy(() -> TargetRule.parse(pattern)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void lengthsAreBounded() {
    String rest = "a.example/" + "x".repeat(490);
    assertThat(TargetRule.parse(rest).pattern()).isEqualTo(rest);
    assertThatThrownBy(() -> TargetRule.parse(rest + "x"))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void theMostSpecificHostTellsWhich() {
    Blocklist list =
        new Blocklist(
            List.of(
                TargetRule.parse("*/x"),
                TargetRule.parse("evil.example"),
                TargetRule.parse("a.evil.example/x")));
    TargetUrl target = new TargetUrl("https://a.evil.example/x");
    assertThat(Objects.requireNonNull(list.match(target)).pattern()).isEqualTo("a.evil.example/x");
    assertThat(Blocklist.EMPTY.match(target)).isNull();
  }

  /** What would take regular expressions for ever. */
  @Test
  void noTargetTakesLong() {
    String pattern = "a.example/" + "*aab".repeat(8) + "b";
    TargetUrl target = new TargetUrl("https://a.example/" + "a".repeat(8000));
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertThat(blocks(pattern, target.value())).isFalse();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }
}
