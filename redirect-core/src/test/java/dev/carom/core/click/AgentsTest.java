package dev.carom.core.click;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AgentsTest {

  private static final Agents AGENTS = new Agents();

  static Stream<Arguments> published() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(AgentsTest.class.getResourceAsStream("user-agents.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Arguments.of((Object[]) line.split("\t", 3)));
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void everyPublishedCaseIsOfItsClass(String traffic, String browser, String userAgent) {
    Agent agent = AGENTS.of(userAgent);
    assertThat(agent.traffic()).isEqualTo(TrafficClass.valueOf(traffic.toUpperCase(Locale.ROOT)));
    if (!browser.isEmpty()) {
      assertThat(agent.browser()).isEqualTo(browser);
    }
  }

  @Test
  void thereAreEnoughCases() throws IOException {
    for (String traffic : List.of("human", "bot", "preview")) {
      assertThat(published().filter(test -> test.get()[0].equals(traffic)))
          .as(traffic)
          .hasSizeGreaterThanOrEqualTo(50);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "curl/8.5.0 | BOT",
        "python-requests/2.32.3 | BOT",
        "Go-http-client/2.0 | BOT",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0.0.0 Safari/537.36 | BOT",
        "Mastodon/4.3.1 (http.rb/5.2.0; +https://mastodon.example/) | PREVIEW",
        "TelegramBot (like TwitterBot) | PREVIEW",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com) | PREVIEW",
        "Bluesky Cardyb/1.1; +mailto:support@bsky.app | PREVIEW",
        "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36 | HUMAN",
      })
  void thoseThatTheRulesDoNotKnowAreToldToo(String userAgent, TrafficClass traffic) {
    assertThat(AGENTS.of(userAgent).traffic()).isEqualTo(traffic);
  }

  @Test
  void whoeverSaysNothingIsNoBrowser() {
    assertThat(AGENTS.of(null).traffic()).isEqualTo(TrafficClass.BOT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox | Linux | desktop",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 | Chrome | Windows | desktop",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1 | Mobile Safari | iOS | mobile",
        "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1 | Mobile Safari | iOS | tablet",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 | Chrome Mobile | Android | mobile",
        "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 | Chrome | Android | tablet",
      })
  void browsersSystemsAndDevicesAreTold(
      String userAgent, String browser, String os, String device) {
    assertThat(AGENTS.of(userAgent)).isEqualTo(new Agent(TrafficClass.HUMAN, browser, os, device));
  }
}
