package dev.carom.core.click;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * Tells what a {@code User-Agent} says, by the rules of uap-core, and remembers it: parsing takes
 * about a millisecond. Usable by any thread.
 */
final class Agents {

  private static final int REMEMBERED = 20_000;

  /** What uap-core calls whatever it does not know. */
  private static final String UNKNOWN = "Other";

  /** What uap-core calls the device of a program. */
  private static final String SPIDER = "Spider";

  /** Those who show what is behind a link that somebody has posted, or is about to. */
  private static final Pattern PREVIEW =
      Pattern.compile(
          "slackbot-linkexpanding|slack-imgproxy|whatsapp|telegrambot|twitterbot"
              + "|facebookexternalhit|linkedinbot|discordbot|skypeuripreview|mastodon|pleroma"
              + "|misskey|akkoma|iframely|embedly|redditbot|vkshare|viber|line-poker"
              + "|google-pagerenderer|bluesky cardyb|microsoftpreview|kakaotalk-scrap|snapchat ads");

  /** Programs that uap-core takes for browsers, or does not know. Cubot makes phones. */
  private static final Pattern PROGRAM =
      Pattern.compile(
          "(?<!cu)bot\\b|crawl|spider|curl/|wget/|python-|aiohttp|httpx|scrapy|go-http-client"
              + "|java/|okhttp|apache-httpclient|libwww|lwp::|axios/|node-fetch|undici|headless"
              + "|phantomjs|monitor|uptime|pingdom|httpie|postman|ruby|php/|guzzle");

  private static final List<String> DESKTOPS =
      List.of("Windows", "Mac OS X", "Linux", "Ubuntu", "Fedora", "Debian", "Chrome OS", "FreeBSD");

  private static final Agent SILENT = new Agent(TrafficClass.BOT, null, null, null);

  /** The rules, which take a third of a second to read: not before the first click needs them. */
  private static final class Rules {
    private static final Parser PARSER = new Parser();
  }

  private final Cache<String, Agent> known = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  /**
   * @param userAgent null if there was none: every browser says something
   */
  Agent of(@Nullable String userAgent) {
    return userAgent == null ? SILENT : known.get(userAgent, this::parse);
  }

  private Agent parse(String userAgent) {
    Client client = Rules.PARSER.parse(userAgent);
    String os = nullIfUnknown(client.os.family);
    return new Agent(
        traffic(userAgent.toLowerCase(Locale.ROOT), client.device.family),
        nullIfUnknown(client.userAgent.family),
        os,
        device(userAgent, os, client.device.family));
  }

  private static TrafficClass traffic(String lowerCase, String device) {
    if (PREVIEW.matcher(lowerCase).find()) {
      return TrafficClass.PREVIEW;
    }
    return device.equals(SPIDER) || PROGRAM.matcher(lowerCase).find()
        ? TrafficClass.BOT
        : TrafficClass.HUMAN;
  }

  /** The rules know makes of devices, and not their kind. */
  private static @Nullable String device(String userAgent, @Nullable String os, String device) {
    if (device.equals(SPIDER) || os == null) {
      return null;
    } else if (device.equals("iPad") || userAgent.contains("Tablet")) {
      return "tablet";
    } else if (os.equals("Android")) {
      return userAgent.contains("Mobile") ? "mobile" : "tablet";
    } else if (DESKTOPS.contains(os)) {
      return "desktop";
    }
    return os.equals("iOS") || userAgent.contains("Mobile") ? "mobile" : null;
  }

  private static @Nullable String nullIfUnknown(String family) {
    return family.equals(UNKNOWN) ? null : family;
  }
}
