package dev.carom.redirect;

import dev.carom.core.link.Domain;
import dev.carom.core.link.EdgeKey;
import dev.carom.core.link.EdgeLife;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Period;
import dev.carom.core.resolve.Resolution.Blocked;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The links that connections in memory lead to. */
final class SampleLinks {

  /** What every clock of a connection in memory shows. */
  static final Instant NOW = Instant.parse("2026-11-02T03:04:05Z");

  /** What every reading is as of. */
  static final long AS_OF = 7;

  /** Where no request of a test asks to go, but for those hidden in another's body. */
  static final String SMUGGLED_TARGET = "https://smuggled.example/";

  static final String CODE_OF_64 =
      "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

  /** What is in L1 all the time. */
  static final Map<String, Known> CACHED =
      Map.ofEntries(
          Map.entry("hit", found(RedirectStatus.FOUND, "https://example.com/a?b=c#d")),
          Map.entry("a", found(RedirectStatus.FOUND, "http://a.example")),
          Map.entry(CODE_OF_64, found(RedirectStatus.FOUND, "https://64.example/")),
          Map.entry("301", found(RedirectStatus.MOVED_PERMANENTLY, "https://301.example/")),
          Map.entry("307", found(RedirectStatus.TEMPORARY_REDIRECT, "https://307.example/")),
          Map.entry("308", found(RedirectStatus.PERMANENT_REDIRECT, "https://308.example/")),
          Map.entry("long", found(RedirectStatus.FOUND, longest())),
          Map.entry("soon", expiring(NOW.plusMillis(1))),
          Map.entry("expired", expiring(NOW)),
          Map.entry("later", timed(NOW.plusMillis(1), null)),
          Map.entry("started", timed(NOW, null)),
          Map.entry("over", timed(null, NOW)),
          Map.entry("edge", atEdge(Long.MAX_VALUE)),
          Map.entry("edge-soon", atEdge(NOW.plusSeconds(9).toEpochMilli())),
          Map.entry("gone", new Gone(AS_OF)),
          Map.entry("blocked", new Blocked(AS_OF)),
          Map.entry("absent", new Missing(AS_OF)),
          Map.entry("after", found(RedirectStatus.PERMANENT_REDIRECT, "https://after.example/")),
          Map.entry("smuggled", found(RedirectStatus.MOVED_PERMANENTLY, SMUGGLED_TARGET)));

  /** Domains on which the same codes lead to the same places. */
  static final List<Domain> DOMAINS =
      List.of(
          Domain.DEFAULT,
          new Domain(1, "two.example", false, Domain.Targets.NONE),
          new Domain(
              2,
              "fold.example",
              true,
              new Domain.Targets(
                  new TargetUrl("https://root.example/"),
                  new TargetUrl("https://missing.example/"),
                  new TargetUrl("https://gone.example/"))));

  private SampleLinks() {}

  /**
   * Reads what is not in L1: codes that begin with {@code miss} are links, those that begin with
   * {@code fail} cannot be read, and others do not exist.
   */
  static Known load(ShortCode code) {
    String text = code.value();
    Known cached = cached(code);
    if (cached != null) {
      return cached;
    }
    if (text.startsWith("fail")) {
      throw new StoreException("the store is away");
    }
    return text.startsWith("miss")
        ? found(RedirectStatus.of(text.endsWith("7") ? 307 : 302), "https://miss.example/" + text)
        : new Missing(AS_OF);
  }

  static @Nullable Known cached(ShortCode code) {
    return CACHED.get(code.value());
  }

  private static Known found(RedirectStatus status, String target) {
    return new Found(7, new TargetUrl(target), status, Found.NEVER, false, AS_OF);
  }

  private static Known atEdge(long untilMillis) {
    return new Found(
        7,
        new TargetUrl("https://edge.example/"),
        RedirectStatus.TEMPORARY_REDIRECT,
        Period.of(Long.MIN_VALUE, untilMillis, null),
        false,
        new EdgeLife(120, new EdgeKey("abcdefg")),
        AS_OF);
  }

  private static Known expiring(Instant when) {
    return new Found(
        7,
        new TargetUrl("https://expiring.example/"),
        RedirectStatus.FOUND,
        when.toEpochMilli(),
        false,
        AS_OF);
  }

  private static Known timed(@Nullable Instant from, @Nullable Instant until) {
    return new Found(
        7,
        new TargetUrl("https://timed.example/"),
        RedirectStatus.FOUND,
        Period.of(from, until, new TargetUrl("https://over.example/")),
        false,
        AS_OF);
  }

  private static String longest() {
    String start = "https://long.example/";
    return start + "x".repeat(TargetUrl.MAX_BYTES - start.length());
  }
}
