package dev.carom.admin.edge;

import dev.carom.admin.edge.EdgeLine.Answered;
import dev.carom.admin.edge.EdgeLine.PassedOn;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickText;
import dev.carom.core.config.EdgeLogConfig;
import dev.carom.core.config.FieldNames;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of the edge's log, each a JSON object, as a redirect server would have read the
 * request. Whether the edge has answered by itself is looked at first: what else is wrong with a
 * line that does not count is of no interest. Usable by any thread.
 */
public final class EdgeLines {

  private static final Set<String> REDIRECTS = Set.of("301", "302", "307", "308");
  private static final Pattern STATUS = Pattern.compile("[0-9]{1,3}");
  private static final Pattern COUNTRY = Pattern.compile("[A-Za-z]{2}");
  private static final Pattern PORT = Pattern.compile(":[0-9]*\\z");
  private static final int MAX_ID_LENGTH = 200;

  private final FieldNames names;
  private final List<String> hits;
  private final InstantSource clock;

  public EdgeLines(EdgeLogConfig config, InstantSource clock) {
    this.names = config.fields();
    this.hits = config.hits().words();
    this.clock = clock;
  }

  /**
   * Reads a line.
   *
   * @param line its bytes; they need not be UTF-8 within strings, for clients send what they like
   */
  public EdgeLine read(byte[] line) {
    try {
      LineFields fields = LineFields.parse(line, names);
      return isAnswered(fields) ? answered(fields) : new PassedOn();
    } catch (LineFields.Refusal e) {
      return e.line();
    }
  }

  private boolean isAnswered(LineFields fields) {
    String status = fields.required("status");
    String method = fields.required("method");
    String cache = fields.required("cache");
    if (!status.isEmpty() && !STATUS.matcher(status).matches()) {
      throw fields.refuse("status", "must be a number of three digits");
    }
    return REDIRECTS.contains(status)
        && (method.equals("GET") || method.equals("HEAD"))
        && hits.stream().anyMatch(hit -> isWord(hit, cache));
  }

  /** As a word: Fastly's HIT-CLUSTER is a hit, and HITPASS is none; HIT-SYNTH it has made up. */
  private static boolean isWord(String hit, String cache) {
    return !cache.toUpperCase(Locale.ROOT).endsWith("SYNTH")
        && cache.regionMatches(true, 0, hit, 0, hit.length())
        && (cache.length() == hit.length()
            || !Character.isLetterOrDigit(cache.charAt(hit.length())));
  }

  private Answered answered(LineFields fields) {
    RequestedPath path = RequestedPath.parse(fields);
    return new Answered(
        LineTime.parse(fields, clock.instant()),
        host(path.authority() != null ? path.authority() : fields.required("host")),
        path.value(),
        flags(fields),
        client(fields),
        bounded(ClickText.AGENT, fields.text("agent")),
        referrer(fields.text("referrer")),
        language(fields.text("language")),
        country(fields.text("country")),
        !"1".equals(fields.text("dnt")) && !"1".equals(fields.text("gpc")),
        id(fields));
  }

  private static String host(String host) {
    String name = PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static int flags(LineFields fields) {
    String purpose = fields.text("purpose");
    boolean prefetch = purpose != null && purpose.startsWith("pre");
    return (fields.required("method").equals("HEAD") ? Click.HEAD : 0)
        | (prefetch ? Click.PREFETCH : 0);
  }

  /** Reads an address, and never asks anybody for one; zones are names of another machine's. */
  private static @Nullable InetAddress client(LineFields fields) {
    String client = fields.text("client");
    if (client == null) {
      return null;
    }
    try {
      if (client.indexOf('%') < 0) {
        return InetAddress.ofLiteral(client);
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw fields.refuse("client", "must be an IP address, without port and zone");
  }

  /** Keeps the host alone: what follows it may tell more than anybody should keep. */
  private static @Nullable String referrer(@Nullable String referrer) {
    int slash = referrer == null ? -1 : referrer.indexOf('/');
    if (referrer == null || slash < 0 || !referrer.startsWith("/", slash + 1)) {
      return null;
    }
    String host = bounded(ClickText.REFERRER, upTo("/?#:@", referrer.substring(slash + 2)));
    return host == null ? null : host.toLowerCase(Locale.ROOT);
  }

  /** Keeps the first one, which is the one that is liked best by all clients known. */
  private static @Nullable String language(@Nullable String languages) {
    return languages == null ? null : bounded(ClickText.LANGUAGE, upTo(",;", languages));
  }

  private static String upTo(String ends, String text) {
    int to = 0;
    while (to < text.length() && ends.indexOf(text.charAt(to)) < 0) {
      to++;
    }
    return text.substring(0, to);
  }

  private static @Nullable String country(@Nullable String country) {
    return country != null && COUNTRY.matcher(country).matches()
        ? country.toUpperCase(Locale.ROOT)
        : null;
  }

  private static @Nullable String id(LineFields fields) {
    String id = fields.text("id");
    if (id != null && id.length() > MAX_ID_LENGTH) {
      throw fields.refuse("id", "must have at most %d characters".formatted(MAX_ID_LENGTH));
    }
    return id == null ? null : withoutNul(id);
  }

  /** Cuts a text to what is kept of its kind; null if there is nothing of it. */
  private static @Nullable String bounded(ClickText kind, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    String meant = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return withoutNul(new String(kind.utf8(meant), StandardCharsets.ISO_8859_1));
  }

  /** No store need hold NUL. */
  private static String withoutNul(String text) {
    return text.replace('\0', ' ');
  }
}
