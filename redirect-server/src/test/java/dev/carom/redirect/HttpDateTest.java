package dev.carom.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HttpDateTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-02T03:04:05.999Z"));
  private final HttpDate date = new HttpDate(now::get);

  @Test
  void itIsAnImfFixdate() {
    assertThat((Object) date.now()).hasToString("Mon, 02 Nov 2026 03:04:05 GMT");
  }

  @Test
  void itIsFormattedOnceASecond() {
    assertThat((Object) date.now()).isSameAs(date.now());
    now.set(Instant.parse("2026-11-02T03:04:06Z"));
    assertThat((Object) date.now()).hasToString("Mon, 02 Nov 2026 03:04:06 GMT");
    now.set(Instant.parse("2026-11-02T03:04:05Z"));
    assertThat((Object) date.now())
        .as("a clock set back")
        .hasToString("Mon, 02 Nov 2026 03:04:05 GMT");
  }
}
