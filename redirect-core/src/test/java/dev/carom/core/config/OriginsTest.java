package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "app.example",
        "https://",
        "https://*.example",
        "https://app.example/",
        "https://App.example",
        "HTTPS://app.example",
        "https://app.example:443",
        "http://app.example:80",
        "https://app.example:0",
        "https://app.example:",
        "https://user@app.example",
        "https://app.example,",
        "https://app.example https://other.example",
        "ws://app.example",
      })
  void whatNoBrowserSendsIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Origins.parse(text));
  }

  @Test
  void anOriginIsOneOfTheseToTheLetter() {
    Origins origins = Origins.parse("https://app.example, http://localhost:3000,https://[::1]:80");
    assertThat(origins.contains("https://app.example")).isTrue();
    assertThat(origins.contains("http://localhost:3000")).isTrue();
    assertThat(origins.contains("https://[::1]:80")).isTrue();
    assertThat(origins.contains("http://app.example")).isFalse();
    assertThat(origins.contains("https://app.example.evil.example")).isFalse();
    assertThat(origins.contains("null")).isFalse();
    assertThat(Origins.parse(" ").isEmpty()).isTrue();
  }
}
