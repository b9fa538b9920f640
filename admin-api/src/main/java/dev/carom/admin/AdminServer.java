package dev.carom.admin;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.carom.core.Stores.Reports;
import dev.carom.core.config.AdminConfig;
import dev.carom.core.config.LinkConfig;
import dev.carom.core.lifecycle.ListenException;
import dev.carom.core.link.TargetUrlParser;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The server of the admin API. It accepts requests from {@link #start} to {@link #close}; the store
 * and the cache are their owner's to close, after it.
 */
public final class AdminServer implements AutoCloseable {

  private static final int EVENT_LOOPS = 2;

  /** Requests in flight, bulk requests apart; each may have its body in memory. */
  private static final int MAX_IN_FLIGHT = 256;

  /** Files and feeds that are being read at once. */
  private static final int MAX_STREAMS = 64;

  /** Longer than any path or query that the API knows, cursors included. */
  private static final int MAX_REQUEST_LINE = 8192;

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_STREAMS_PER_CONNECTION = 100;
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  /** How much longer than {@code admin.stop-timeout} the closing of connections may take. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Server server;
  private final EventLoopGroup eventLoops;
  private final Workers workers;
  private final BulkRoute bulk;
  private final Streams streams;
  private final AtomicBoolean draining;
  private final Duration stopTimeout;

  private AdminServer(
      Server server,
      EventLoopGroup eventLoops,
      Workers workers,
      BulkRoute bulk,
      Streams streams,
      AtomicBoolean draining,
      Duration stopTimeout) {
    this.server = server;
    this.eventLoops = eventLoops;
    this.workers = workers;
    this.bulk = bulk;
    this.streams = streams;
    this.draining = draining;
    this.stopTimeout = stopTimeout;
  }

  /**
   * Binds its port and serves.
   *
   * @param clock tells which links have expired
   * @throws ListenException if the address is taken or not ours
   */
  public static AdminServer start(
      AdminConfig config,
      LinkConfig links,
      LinkService service,
      Reports reports,
      MeterRegistry registry,
      InstantSource clock) {
    Workers workers = new Workers(MAX_IN_FLIGHT);
    AtomicBoolean draining = new AtomicBoolean();
    LinkFields fields = new LinkFields(new TargetUrlParser(links.baseUrl()), clock);
    String baseUrl = links.baseUrl().toString();
    LinkRoutes single = new LinkRoutes(service, fields, baseUrl, clock);
    Streams streams = new Streams(MAX_STREAMS, config.bulkStallTimeout());
    StatsRoutes stats = new StatsRoutes(service, reports.stats(), clock);
    ClickRoutes clicks = new ClickRoutes(service, reports.clicks(), streams, clock);
    EventRoute events = new EventRoute(reports.events(), streams, draining::get);
    BulkRoute bulk =
        new BulkRoute(config, service, fields, link -> LinkJson.of(link, baseUrl, clock.instant()));

    ServerBuilder builder = Server.builder();
    EventLoopGroup eventLoops = eventLoops();
    limits(builder, config, eventLoops);
    ApiKey key = new ApiKey(config.bootstrapKey().reveal());
    Routes routes = new Routes();
    addLinks(routes, single, bulk, config.maxBody().bytes(), workers);
    addClicks(routes, stats, clicks, events, workers);
    routes
        .add(HttpMethod.GET, OpenApiRoute.PATH, new OpenApiRoute())
        .register(builder, guarded -> new Authentication(guarded, key));
    builder
        .errorHandler(new ProblemHandler(config.maxBody().bytes()))
        .decorator(delegate -> new RequestMetrics(delegate, registry))
        .decorator(delegate -> new RequestScope(delegate, config.maxBody().bytes(), draining::get));
    AdminServer server =
        new AdminServer(
            builder.build(), eventLoops, workers, bulk, streams, draining, config.stopTimeout());
    server.bind(config);
    return server;
  }

  private static void addLinks(
      Routes routes, LinkRoutes links, BulkRoute bulk, long maxBody, Workers workers) {
    Set<String> none = Set.of();
    routes
        .add(
            HttpMethod.POST,
            LinkRoutes.LINKS,
            new EndpointService(links::create, none, BodyTypes.JSON, maxBody, workers))
        .add(
            HttpMethod.GET,
            LinkRoutes.LINKS,
            new EndpointService(links::list, ListQuery.PARAMETERS, workers))
        .add(HttpMethod.POST, BulkRoute.BULK, bulk)
        .add(HttpMethod.GET, LinkRoutes.LINK, new EndpointService(links::get, none, workers))
        .add(
            HttpMethod.PATCH,
            LinkRoutes.LINK,
            new EndpointService(links::edit, none, BodyTypes.MERGE_PATCH, maxBody, workers))
        .add(HttpMethod.DELETE, LinkRoutes.LINK, new EndpointService(links::delete, none, workers));
  }

  private static void addClicks(
      Routes routes, StatsRoutes stats, ClickRoutes clicks, EventRoute events, Workers workers) {
    Set<String> counting = StatsQuery.PARAMETERS;
    Set<String> countingBy = StatsRoutes.PARAMETERS_BY;
    Set<String> single = ClicksQuery.PARAMETERS;
    routes
        .add(
            HttpMethod.GET,
            StatsRoutes.OF_LINK,
            new EndpointService(stats::ofLink, counting, workers))
        .add(
            HttpMethod.GET,
            StatsRoutes.OF_LINK_BY,
            new EndpointService(stats::ofLinkBy, countingBy, workers))
        .add(
            HttpMethod.GET,
            ClickRoutes.OF_LINK,
            new EndpointService(clicks::ofLink, single, workers))
        .add(
            HttpMethod.GET,
            StatsRoutes.OF_ALL,
            new EndpointService(stats::ofAll, counting, workers))
        .add(
            HttpMethod.GET,
            StatsRoutes.OF_ALL_BY,
            new EndpointService(stats::ofAllBy, countingBy, workers))
        .add(
            HttpMethod.GET, ClickRoutes.OF_ALL, new EndpointService(clicks::ofAll, single, workers))
        .add(HttpMethod.GET, EventRoute.EVENTS, events);
  }

  private static void limits(ServerBuilder builder, AdminConfig config, EventLoopGroup eventLoops) {
    builder
        .http(new InetSocketAddress(config.host(), config.port()))
        .workerGroup(eventLoops, true)
        .maxNumConnections(config.maxConnections())
        .requestTimeout(config.requestTimeout())
        .idleTimeout(IDLE_TIMEOUT)
        // Bodies are bounded by RequestScope, after the key is checked.
        .maxRequestLength(0)
        .http1MaxInitialLineLength(MAX_REQUEST_LINE)
        .http1MaxHeaderSize(MAX_HEADER_BYTES)
        .http2MaxHeaderListSize(MAX_HEADER_BYTES)
        .http2MaxStreamsPerConnection(MAX_STREAMS_PER_CONNECTION)
        // A quiet period of nothing would mean no grace at all.
        .gracefulShutdownTimeout(Duration.ofMillis(1), config.stopTimeout().plusMillis(1))
        .meterRegistry(NoopMeterRegistry.get())
        .unloggedExceptionsReportInterval(Duration.ZERO)
        .disableServerHeader();
  }

  /** Event loops that, told to stop, do not wait for what might still come. */
  private static EventLoopGroup eventLoops() {
    return EventLoopGroups.builder()
        .numThreads(EVENT_LOOPS)
        .threadFactory(ThreadFactories.newEventLoopThreadFactory("admin-io", true))
        .gracefulShutdown(Duration.ZERO, Duration.ofSeconds(1))
        .build();
  }

  private void bind(AdminConfig config) {
    try {
      server.start().join();
    } catch (CompletionException e) {
      stopWorkers(System.nanoTime());
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ListenException("admin", config.host(), config.port(), cause);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.activeLocalPort();
  }

  /** What it really serves, for tests. */
  Server armeria() {
    return server;
  }

  /**
   * Lets requests in flight end, for as long as {@code admin.stop-timeout} allows, and stops. Their
   * connections are closed after their answers.
   */
  @Override
  public void close() {
    long deadlineNanos = System.nanoTime() + stopTimeout.toNanos();
    draining.set(true);
    var _ = server.stop();
    // The loops end when the last connection is closed. Armeria then waits two seconds for its
    // acceptor, which has closed its port long before; nobody else has to.
    var _ = eventLoops.terminationFuture().awaitUninterruptibly(stopTimeout.plus(GRACE).toMillis());
    stopWorkers(deadlineNanos);
  }

  private void stopWorkers(long deadlineNanos) {
    workers.close(Duration.ofNanos(deadlineNanos - System.nanoTime()));
    bulk.close(Duration.ofNanos(deadlineNanos - System.nanoTime()));
    streams.close(Duration.ofNanos(deadlineNanos - System.nanoTime()));
  }
}
