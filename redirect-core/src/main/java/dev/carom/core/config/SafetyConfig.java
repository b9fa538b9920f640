package dev.carom.core.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Who else is asked where links may lead. */
@Section(
    title = "Safety",
    doc =
        "A checker of targets of your own: it gets `POST {\"urls\": […]}` and answers"
            + " `{\"verdicts\": [{\"blocked\": true, \"reason\": \"…\"}, …]}`, a verdict for each URL in their"
            + " order. The admin API asks it before a link is minted or edited, and sweeps over the"
            + " links that are there, of which it blocks those that are refused.")
public record SafetyConfig(
    @Key(
            name = "safety.checker-url",
            doc = "The checker, an http or https URL. Empty: nobody is asked.")
        Optional<URI> checkerUrl,
    @Key(
            name = "safety.checker-key",
            defaultValue = "",
            doc = "What the checker is shown, as `Authorization: Bearer KEY`. Empty: nothing.")
        Secret checkerKey,
    @Key(
            name = "safety.checker-timeout",
            defaultValue = "2s",
            min = "10ms",
            max = "1m",
            doc = "How long the checker may take for an answer, from when it was asked.")
        Duration checkerTimeout,
    @Key(
            name = "safety.checker-batch",
            defaultValue = "100",
            min = "1",
            max = "1000",
            doc = "URLs that it is asked for at once.")
        int checkerBatch,
    @Key(
            name = "safety.checker-on-failure",
            defaultValue = "open",
            doc =
                "What becomes of links that the checker does not answer for: `open` mints and edits"
                    + " them, and the sweep asks again; `closed` answers 503.")
        OnFailure checkerOnFailure,
    @Key(
            name = "safety.sweep-rate",
            defaultValue = "50",
            min = "0",
            max = "100000",
            doc =
                "Links that are looked at in a second, by all admin APIs together; 0 sweeps over none.")
        int sweepRate,
    @Key(
            name = "safety.sweep-pause",
            defaultValue = "1h",
            min = "100ms",
            max = "30d",
            doc = "How long the sweep rests after the last link, before it begins anew.")
        Duration sweepPause)
    implements ComponentConfig {

  /** What an unanswered question means. */
  public enum OnFailure {
    OPEN,
    CLOSED
  }

  public SafetyConfig {
    Check.that(
        checkerUrl
            .map(url ->
                ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null)
            .orElse(true),
        "safety.checker-url",
        "must be an http or https URL without a user or password");
    Check.that(
        checkerKey.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f),
        "safety.checker-key",
        "must be visible ASCII without spaces");
  }
}
