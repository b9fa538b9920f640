package dev.carom.admin;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.admin.edge.EdgeLogs;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.edge.EdgeLogStore.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;

/**
 * The API of the edge's logs: CDNs post lines, of which each is counted once, however often it is
 * posted, and what became of all lines is told.
 */
final class EdgeLogRoutes {

  static final String EDGE_LOGS = "/api/v1/edge-logs";
  static final Set<String> REPORT_PARAMETERS = Set.of("from", "to");

  /** As it comes, compressed or not. */
  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(1);

  /** Each has its body in memory. */
  private static final int MAX_AT_ONCE = 4;

  private static final Duration REPORT = Duration.ofDays(1);
  private static final Duration LONGEST_REPORT = Duration.ofDays(31);

  private final EdgeLogs logs;
  private final EdgeLogStore store;
  private final Duration remember;
  private final InstantSource clock;
  private final Workers workers = new Workers(MAX_AT_ONCE);

  /**
   * @param remember for how long it is known what was counted
   */
  EdgeLogRoutes(EdgeLogs logs, EdgeLogStore store, Duration remember, InstantSource clock) {
    this.logs = logs;
    this.store = store;
    this.remember = remember;
    this.clock = clock;
  }

  /** What became of a quarter of an hour's lines; those missing were answered and not counted. */
  record TallyJson(
      String source,
      String from,
      long answered,
      long logged,
      long counted,
      long repeated,
      long unknown,
      long refused,
      long passedOn,
      long missing) {

    static TallyJson of(Tally tally) {
      return new TallyJson(
          tally.source(),
          Timestamps.format(tally.from()),
          tally.answered(),
          tally.lines().logged(),
          tally.counted(),
          tally.repeated(),
          tally.lines().unknown(),
          tally.lines().refused(),
          tally.lines().passed(),
          tally.missing());
    }
  }

  /** What a report is about, and what was missing in all of it. */
  record Meta(String from, String to, long answered, long counted, long missing) {}

  HttpResponse report(ServiceRequestContext ctx, byte[] body) {
    FieldErrors errors = new FieldErrors();
    ZonedDateTime from = TimeParameter.parse(ctx.queryParams(), "from", ZoneOffset.UTC, errors);
    ZonedDateTime to = TimeParameter.parse(ctx.queryParams(), "to", ZoneOffset.UTC, errors);
    errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    Instant end = to == null ? clock.instant() : to.toInstant();
    Instant begin = from == null ? end.minus(REPORT) : from.toInstant();
    if (!begin.isBefore(end) || begin.plus(LONGEST_REPORT).isBefore(end)) {
      errors.add("from", "must be before to, and by no more than 31 days");
      errors.throwIfAny(ProblemType.INVALID_PARAMETER);
    }
    List<Tally> tallies = store.tallies(begin, end);
    return Json.ok(
        Json.envelope(
            tallies.stream().map(TallyJson::of).toList(),
            new Meta(
                Timestamps.format(begin),
                Timestamps.format(end),
                tallies.stream().mapToLong(Tally::answeredAtLeast).sum(),
                tallies.stream().mapToLong(tally -> tally.counted() + tally.repeated()).sum(),
                tallies.stream().mapToLong(Tally::missing).sum())));
  }

  /** Takes lines; long bodies are its own to bound. */
  HttpService post() {
    return (ctx, request) -> {
      ListQuery.refuseOthers(ctx.queryParams(), Set.of());
      BodyTypes.LOG.check(request.headers());
      if (request.headers().contentLength() > MAX_BODY_BYTES) {
        throw new ProblemException(Problem.bodyTooLarge(MAX_BODY_BYTES));
      }
      ctx.setMaxRequestLength(MAX_BODY_BYTES);
      ctx.setRequestTimeout(REQUEST_TIMEOUT);
      return workers.answer(
          RequestId.of(ctx, request.headers()),
          () -> request.aggregate().thenApply(AggregatedHttpRequest::content),
          content -> {
            EdgeLogBatch batch = new EdgeLogBatch(logs, store, remember, clock.instant());
            return Json.ok(
                Json.envelope(batch.count(content.array(), BodyTypes.isGzip(request.headers()))));
          });
    };
  }

  /** Waits for running requests as {@link Workers#close} does. */
  void close(Duration timeout) {
    workers.close(timeout);
  }
}
