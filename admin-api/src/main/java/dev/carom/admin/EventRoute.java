package dev.carom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.click.SingleClick;
import dev.carom.core.event.EventFeed;
import dev.carom.core.event.EventFeed.Batch;
import dev.carom.core.event.EventFeed.LinkChange;
import dev.carom.core.event.EventFeed.Position;
import dev.carom.core.link.StoreException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The API of what happens: server-sent events, as the WHATWG's HTML standard describes them. Each
 * reader has a place of its own in the feed, which its event ids name, and the next events are read
 * when it has read those before: whoever is slow lags, and whoever stands still is dropped.
 */
final class EventRoute implements HttpService {

  static final String EVENTS = "/api/v1/events";

  private static final String LINK = "link";
  private static final Set<String> PARAMETERS = Set.of(LINK);
  private static final MediaType EVENT_STREAM = MediaType.create("text", "event-stream");
  private static final Pattern EVENT_ID = Pattern.compile("(\\d{1,18})\\.(\\d{1,19})");

  /** How many changes and clicks are read at once. */
  private static final int BATCH = 1000;

  private static final Duration POLL = Duration.ofMillis(500);

  /** Something is sent so often, for whatever is in between not to think that nobody is there. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

  private final EventFeed feed;
  private final Streams streams;
  private final BooleanSupplier draining;

  /**
   * @param draining whether the server is about to stop
   */
  EventRoute(EventFeed feed, Streams streams, BooleanSupplier draining) {
    this.feed = feed;
    this.streams = streams;
    this.draining = draining;
  }

  /** A change of a link, as it is sent. */
  record ChangeJson(String linkId, long version) {}

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    ListQuery.refuseOthers(ctx.queryParams(), PARAMETERS);
    Long link = link(ctx.queryParams().get(LINK));
    Position after = position(request.headers().get("last-event-id"));
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK).contentType(EVENT_STREAM).build();
    return streams.serve(ctx, request, headers, body -> write(after, link, body));
  }

  private static @Nullable Long link(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Long link = LinkId.parse(text);
    if (link == null) {
      throw new ProblemException(
          new Problem(ProblemType.INVALID_PARAMETER, LINK, "must be the id of a link"));
    }
    return link;
  }

  /** Whoever names no place of ours begins anew, as whoever names none. */
  private static @Nullable Position position(@Nullable String eventId) {
    Matcher matcher = EVENT_ID.matcher(eventId == null ? "" : eventId);
    if (!matcher.matches()) {
      return null;
    }
    try {
      return new Position(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private void write(@Nullable Position after, @Nullable Long link, StreamedBody body)
      throws InterruptedException {
    Position position = after;
    if (position == null || !feed.remembers(position)) {
      Position now = feed.now();
      if (position != null) {
        event(body, "reset", now, "{}");
      }
      position = now;
    }
    place(body, position);
    body.flush();
    long spokenAt = System.nanoTime();
    while (body.isOpen() && !draining.getAsBoolean()) {
      boolean goesOn = false;
      boolean said = false;
      try {
        Batch batch = feed.after(position, BATCH);
        if (batch == null) {
          position = feed.now();
          event(body, "reset", position, "{}");
          said = true;
        } else {
          said = write(batch, position, link, body);
          position = batch.upTo();
          goesOn = batch.clicks().size() == BATCH || batch.changes().size() == BATCH;
        }
      } catch (StoreException _) {
        // The store is away: what happened meanwhile will be told when it is back.
      }
      if (said || System.nanoTime() - spokenAt > SIGN_OF_LIFE.toNanos()) {
        place(body, position);
        body.flush();
        spokenAt = System.nanoTime();
      }
      if (!goesOn) {
        Thread.sleep(POLL);
      }
    }
  }

  /** Returns whether there was anything to tell. */
  private static boolean write(Batch batch, Position from, @Nullable Long link, StreamedBody body)
      throws InterruptedException {
    boolean said = false;
    for (LinkChange change : batch.changes()) {
      if (change.linkId() > 0 && (link == null || link == change.linkId())) {
        String id = Long.toString(change.linkId());
        Position place = new Position(change.seq(), from.click());
        event(body, "change", place, json(new ChangeJson(id, change.seq())));
        said = true;
      }
    }
    long change = batch.upTo().change();
    for (SingleClick click : batch.clicks()) {
      if (link == null || link == click.linkId()) {
        event(body, "click", new Position(change, click.id()), json(ClickJson.of(click)));
        said = true;
      }
    }
    return said;
  }

  private static void event(StreamedBody body, String type, Position place, String data)
      throws InterruptedException {
    line(body, "event: " + type);
    line(body, "data: " + data);
    place(body, place);
  }

  /** Names the place that a reader has come to, which ends an event, and is none by itself. */
  private static void place(StreamedBody body, Position position) throws InterruptedException {
    line(body, "id: %d.%d".formatted(position.change(), position.click()));
    line(body, "");
  }

  private static void line(StreamedBody body, String line) throws InterruptedException {
    body.line(line.getBytes(UTF_8));
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), UTF_8);
  }
}
