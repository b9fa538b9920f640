package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.carom.admin.DomainRoutes.DomainJson;
import dev.carom.admin.Routes.Route;
import dev.carom.admin.oidc.Tokens;
import dev.carom.core.Stores.Reports;
import dev.carom.core.access.ApiKeyStore;
import dev.carom.core.access.AuditLog;
import dev.carom.core.access.Permission;
import dev.carom.core.access.WorkspaceStore;
import dev.carom.core.config.AdminConfig;
import dev.carom.core.config.ClientConfig;
import dev.carom.core.config.LinkConfig;
import dev.carom.core.idempotency.AnswerStore;
import dev.carom.core.lifecycle.ListenException;
import dev.carom.core.link.DomainStore;
import dev.carom.core.link.Link;
import dev.carom.core.link.TargetUrlParser;
import dev.carom.core.safety.BlocklistStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The server of the admin API. It accepts requests from {@link #start} to {@link #close}; the store
 * and the cache are their owner's to close, after it.
 */
public final class AdminServer implements AutoCloseable {

  private static final int EVENT_LOOPS = 2;

  /** Requests in flight, bulk requests apart; each may have its body in memory. */
  private static final int MAX_IN_FLIGHT = 256;

  /** Keys that the store is being asked for; requests wait for each together. */
  private static final int MAX_KEYS_ASKED_FOR = 32;

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
  private final List<Workers> workers;
  private final BulkRoute bulk;
  private final Streams streams;
  private final EdgeLogRoutes edgeLogs;
  private final List<Route> routes;
  private final AtomicBoolean draining;
  private final Duration stopTimeout;

  private AdminServer(
      Server server,
      EventLoopGroup eventLoops,
      List<Workers> workers,
      BulkRoute bulk,
      Streams streams,
      EdgeLogRoutes edgeLogs,
      List<Route> routes,
      AtomicBoolean draining,
      Duration stopTimeout) {
    this.server = server;
    this.eventLoops = eventLoops;
    this.workers = workers;
    this.bulk = bulk;
    this.streams = streams;
    this.edgeLogs = edgeLogs;
    this.routes = routes;
    this.draining = draining;
    this.stopTimeout = stopTimeout;
  }

  /**
   * Binds its port and serves.
   *
   * @param workspaces what everything belongs to
   * @param keys the keys that open it, besides the bootstrap key
   * @param domains the domains that links belong to
   * @param blocklist where links may not lead
   * @param answers what changes were answered with
   * @param edgeLogs the API of what the edge has answered
   * @param limits how often clients may ask; its owner's to close, after it
   * @param tokens tells which tokens open it; its owner's to close, after it
   * @param clock tells which links and keys have expired
   * @throws ListenException if the address is taken or not ours
   */
  public static AdminServer start(
      AdminConfig config,
      ClientConfig clients,
      LinkConfig links,
      LinkService service,
      Reports reports,
      WorkspaceStore workspaces,
      ApiKeyStore keys,
      AuditLog audit,
      DomainStore domains,
      BlocklistStore blocklist,
      AnswerStore answers,
      EdgeLogRoutes edgeLogs,
      RequestLimits limits,
      Tokens tokens,
      MeterRegistry registry,
      InstantSource clock) {
    Workers workers = new Workers(MAX_IN_FLIGHT);
    AtomicBoolean draining = new AtomicBoolean();
    TargetUrlParser targets = new TargetUrlParser(links.baseUrl());
    DomainNames names = new DomainNames(links.baseUrl(), domains);
    LinkFields fields = new LinkFields(targets, names, clock);
    LinkVersion versions = new LinkVersion(config.requireIfMatch());
    Function<Link, LinkJson> renderer = link -> LinkJson.of(link, names, clock.instant());
    Streams streams = new Streams(MAX_STREAMS, config.bulkStallTimeout());
    LinkFiles files = new LinkFiles(service, streams, renderer);
    LinkRoutes single = new LinkRoutes(service, fields, versions, files, names, renderer);
    StatsRoutes stats = new StatsRoutes(service, names, reports.stats(), clock);
    ClickRoutes clicks = new ClickRoutes(service, reports.clicks(), streams, clock);
    EventRoute events = new EventRoute(reports.events(), streams, draining::get);
    Idempotency idempotency =
        new Idempotency(
            answers,
            service::settle,
            status ->
                new ReplyRenderer(status, renderer, entry -> DomainJson.of(entry, names), clock));
    BulkRoute bulk =
        new BulkRoute(
            config,
            service,
            idempotency,
            () -> new OperationFields(fields, versions, names),
            renderer);

    ServerBuilder builder = Server.builder();
    EventLoopGroup eventLoops = eventLoops();
    limits(builder, config, eventLoops);
    Workers keyWorkers = new Workers(MAX_KEYS_ASKED_FOR);
    Workers tokenWorkers = new Workers(MAX_IN_FLIGHT);
    Authenticator authenticator =
        new Authenticator(
            config.bootstrapKey().reveal(),
            keys,
            keyWorkers,
            new TokenGate(tokens, workspaces, tokenWorkers),
            clock);
    Routes routes = new Routes(workers, idempotency, config.maxBody().bytes());
    addLinks(routes, single, bulk);
    addSafety(
        routes,
        new BlockRoutes(service, versions, single),
        new BlocklistRoutes(blocklist, service));
    addDomains(routes, new DomainRoutes(domains, names, targets, service));
    addClicks(routes, stats, clicks, events);
    ExplainRoute explain = new ExplainRoute(service.explainer(blocklist), names, clock);
    routes.get(
        Permission.LINKS_READ, ExplainRoute.EXPLAIN, ExplainRoute.PARAMETERS, explain::explain);
    addHistory(
        routes, new HistoryRoutes(service, versions, single, renderer), new AuditRoutes(audit));
    addKeys(routes, new KeyRoutes(keys, workspaces, authenticator, clock));
    addWorkspaces(routes, new WorkspaceRoutes(workspaces));
    addEdgeLogs(routes, edgeLogs);
    DocsRoute docs = new DocsRoute();
    routes
        .addOpen(HttpMethod.GET, OpenApiRoute.PATH, new OpenApiRoute())
        .addOpen(HttpMethod.GET, DocsRoute.PAGE, docs)
        .addOpen(HttpMethod.GET, DocsRoute.FILE, docs)
        .register(builder, (guarded, needs) -> new Authentication(guarded, authenticator, needs));
    builder
        .errorHandler(new ProblemHandler(config.maxBody().bytes()))
        // Where a route says nothing else.
        .setHeader(HttpHeaderNames.CONTENT_SECURITY_POLICY, AnswerHeaders.NO_PAGE)
        .decorator(delegate -> new RateLimiting(delegate, limits))
        .decorator(delegate -> new Cors(delegate, clients.corsOrigins()))
        .decorator(delegate -> new RequestMetrics(delegate, registry))
        .decorator(delegate -> new RequestScope(delegate, config.maxBody().bytes(), draining::get));
    AdminServer server =
        new AdminServer(
            builder.build(),
            eventLoops,
            List.of(keyWorkers, tokenWorkers, workers),
            bulk,
            streams,
            edgeLogs,
            routes.all(),
            draining,
            config.stopTimeout());
    server.bind(config);
    return server;
  }

  private static void addLinks(Routes routes, LinkRoutes links, BulkRoute bulk) {
    routes
        .create(Permission.LINKS_WRITE, LinkRoutes.LINKS, links::create)
        .get(Permission.LINKS_READ, LinkRoutes.LINKS, ListQuery.PARAMETERS, links::list)
        .add(Permission.LINKS_WRITE, HttpMethod.POST, BulkRoute.BULK, bulk)
        .get(Permission.LINKS_READ, LinkRoutes.LINK, Set.of(), links::get)
        .patch(Permission.LINKS_WRITE, LinkRoutes.LINK, links::edit)
        .delete(Permission.LINKS_WRITE, LinkRoutes.LINK, links::delete);
  }

  private static void addSafety(Routes routes, BlockRoutes blocks, BlocklistRoutes blocklist) {
    Permission manage = Permission.SAFETY_MANAGE;
    routes
        .post(manage, BlockRoutes.BLOCK, BodyTypes.JSON, blocks::block)
        .post(manage, BlockRoutes.UNBLOCK, null, blocks::unblock);
    manage = Permission.BLOCKLIST_MANAGE;
    routes
        .create(manage, BlocklistRoutes.BLOCKLIST, blocklist::add)
        .get(manage, BlocklistRoutes.BLOCKLIST, BlocklistRoutes.LIST_PARAMETERS, blocklist::list)
        .get(manage, BlocklistRoutes.ENTRY, Set.of(), blocklist::get)
        .delete(manage, BlocklistRoutes.ENTRY, blocklist::remove);
  }

  private static void addDomains(Routes routes, DomainRoutes domains) {
    Permission manage = Permission.DOMAINS_MANAGE;
    routes
        .create(manage, DomainRoutes.DOMAINS, domains::add)
        .get(
            Permission.LINKS_READ,
            DomainRoutes.DOMAINS,
            DomainRoutes.LIST_PARAMETERS,
            domains::list)
        .get(Permission.LINKS_READ, DomainRoutes.DOMAIN, Set.of(), domains::get)
        .patch(manage, DomainRoutes.DOMAIN, domains::edit)
        .delete(manage, DomainRoutes.DOMAIN, domains::remove);
  }

  private static void addClicks(
      Routes routes, StatsRoutes stats, ClickRoutes clicks, EventRoute events) {
    Permission read = Permission.STATS_READ;
    routes
        .get(read, StatsRoutes.OF_LINK, StatsQuery.PARAMETERS, stats::ofLink)
        .get(read, StatsRoutes.OF_LINK_BY, StatsRoutes.OF_LINK_BY_PARAMETERS, stats::ofLinkBy)
        .get(read, ClickRoutes.OF_LINK, ClicksQuery.PARAMETERS, clicks::ofLink)
        .get(read, StatsRoutes.OF_ALL, StatsRoutes.OF_ALL_PARAMETERS, stats::ofAll)
        .get(read, StatsRoutes.OF_ALL_BY, StatsRoutes.OF_ALL_BY_PARAMETERS, stats::ofAllBy)
        .get(read, ClickRoutes.OF_ALL, ClicksQuery.PARAMETERS, clicks::ofAll)
        .add(read, HttpMethod.GET, EventRoute.EVENTS, events);
  }

  private static void addHistory(Routes routes, HistoryRoutes history, AuditRoutes audit) {
    routes
        .get(Permission.LINKS_READ, HistoryRoutes.VERSIONS, HistoryRoutes.PARAMETERS, history::list)
        .post(Permission.LINKS_WRITE, HistoryRoutes.ROLL_BACK, BodyTypes.JSON, history::rollBack)
        .get(Permission.AUDIT_READ, AuditRoutes.AUDIT, AuditRoutes.PARAMETERS, audit::list);
  }

  private static void addKeys(Routes routes, KeyRoutes keys) {
    Permission manage = Permission.KEYS_MANAGE;
    routes
        .create(manage, KeyRoutes.KEYS, keys::create)
        .get(manage, KeyRoutes.KEYS, KeyRoutes.LIST_PARAMETERS, keys::list)
        .get(manage, KeyRoutes.KEY, Set.of(), keys::get)
        .post(manage, KeyRoutes.ROTATE, null, keys::rotate)
        .delete(manage, KeyRoutes.KEY, keys::revoke);
  }

  private static void addWorkspaces(Routes routes, WorkspaceRoutes workspaces) {
    Permission manage = Permission.WORKSPACES_MANAGE;
    routes
        .create(manage, WorkspaceRoutes.WORKSPACES, workspaces::add)
        .get(manage, WorkspaceRoutes.WORKSPACES, WorkspaceRoutes.LIST_PARAMETERS, workspaces::list)
        .get(manage, WorkspaceRoutes.WORKSPACE, Set.of(), workspaces::get)
        .patch(manage, WorkspaceRoutes.WORKSPACE, workspaces::rename)
        .delete(manage, WorkspaceRoutes.WORKSPACE, workspaces::remove);
  }

  private static void addEdgeLogs(Routes routes, EdgeLogRoutes logs) {
    routes
        .add(Permission.EDGE_LOGS_WRITE, HttpMethod.POST, EdgeLogRoutes.EDGE_LOGS, logs.post())
        .get(
            Permission.EDGE_LOGS_READ,
            EdgeLogRoutes.EDGE_LOGS,
            EdgeLogRoutes.REPORT_PARAMETERS,
            logs::report);
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

  /** Its routes, for tests. */
  List<Route> routes() {
    return routes;
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
    for (Workers some : workers) {
      some.close(Duration.ofNanos(deadlineNanos - System.nanoTime()));
    }
    bulk.close(Duration.ofNanos(deadlineNanos - System.nanoTime()));
    streams.close(Duration.ofNanos(deadlineNanos - System.nanoTime()));
    edgeLogs.close(Duration.ofNanos(deadlineNanos - System.nanoTime()));
  }
}
