package dev.carom.admin;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import dev.carom.core.access.Permission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of routes. It answers for itself what no route does: 405 with {@code Allow} where a
 * path is known, 404 elsewhere. HEAD is allowed wherever GET is.
 */
final class Routes {

  private static final String API = "/api";

  /**
   * A route.
   *
   * @param needs what whoever asks has to be permitted, or null if nobody is asked who they are
   */
  record Route(HttpMethod method, String path, @Nullable Permission needs, HttpService service) {}

  /** Lets requests in. */
  interface Guard {

    /**
     * Returns a service that lets in who may.
     *
     * @param needs what they have to be permitted, or null if they only have to be known
     */
    HttpService guard(HttpService service, @Nullable Permission needs);
  }

  private final Workers workers;
  private final Idempotency idempotency;
  private final long maxBodyBytes;
  private final List<Route> routes = new ArrayList<>();

  /**
   * @param workers on which endpoints are asked
   * @param idempotency makes changes once
   * @param maxBodyBytes how long a body may be that an endpoint gets
   */
  Routes(Workers workers, Idempotency idempotency, long maxBodyBytes) {
    this.workers = workers;
    this.idempotency = idempotency;
    this.maxBodyBytes = maxBodyBytes;
  }

  /**
   * Adds a route for GET.
   *
   * @param needs what whoever asks has to be permitted
   * @param parameters the query parameters that are known there
   */
  Routes get(Permission needs, String path, Set<String> parameters, Endpoint endpoint) {
    return add(needs, HttpMethod.GET, path, new EndpointService(endpoint, parameters, workers));
  }

  /** Adds a route for POST that makes what its body, which is JSON, says. */
  Routes create(Permission needs, String path, WriteEndpoint endpoint) {
    Endpoint once = idempotency.endpoint(HttpStatus.CREATED, endpoint);
    return add(needs, HttpMethod.POST, path, reading(BodyTypes.JSON, once));
  }

  /**
   * Adds a route for POST that changes what is there.
   *
   * @param body what the body may be, or null where none is expected
   */
  Routes post(Permission needs, String path, @Nullable BodyTypes body, WriteEndpoint endpoint) {
    return add(needs, HttpMethod.POST, path, changing(body, endpoint));
  }

  /** Adds a route for PATCH, which gets merge patches. */
  Routes patch(Permission needs, String path, WriteEndpoint endpoint) {
    return add(needs, HttpMethod.PATCH, path, changing(BodyTypes.MERGE_PATCH, endpoint));
  }

  Routes delete(Permission needs, String path, WriteEndpoint endpoint) {
    return add(needs, HttpMethod.DELETE, path, changing(null, endpoint));
  }

  private EndpointService changing(@Nullable BodyTypes body, WriteEndpoint endpoint) {
    return reading(body, idempotency.endpoint(HttpStatus.OK, endpoint));
  }

  private EndpointService reading(@Nullable BodyTypes body, Endpoint endpoint) {
    return new EndpointService(endpoint, Set.of(), body, maxBodyBytes, workers);
  }

  /**
   * Adds a route under {@code /api/}.
   *
   * @param needs what whoever asks has to be permitted
   */
  Routes add(Permission needs, HttpMethod method, String path, HttpService service) {
    add(new Route(method, path, needs, service));
    return this;
  }

  /** Adds a route that is open to everybody. */
  Routes addOpen(HttpMethod method, String path, HttpService service) {
    add(new Route(method, path, null, service));
    return this;
  }

  private void add(Route route) {
    if (isApi(route.path) != (route.needs != null)) {
      throw new IllegalArgumentException("what is under %s/ is not open".formatted(API));
    }
    routes.add(route);
    if (route.method == HttpMethod.GET) {
      routes.add(new Route(HttpMethod.HEAD, route.path, route.needs, route.service));
    }
  }

  List<Route> all() {
    return List.copyOf(routes);
  }

  /**
   * Registers all routes.
   *
   * @param guard lets requests under {@code /api/} in, known routes or not
   */
  void register(ServerBuilder server, Guard guard) {
    Map<String, Set<HttpMethod>> allowed = new LinkedHashMap<>();
    for (Route route : routes) {
      HttpService service =
          route.needs == null ? route.service : guard.guard(route.service, route.needs);
      server.route().path(route.path).methods(route.method).build(new LastWord(service));
      allowed.computeIfAbsent(route.path, _ -> EnumSet.noneOf(HttpMethod.class)).add(route.method);
    }
    allowed.forEach((path, methods) -> {
      Set<HttpMethod> others = EnumSet.copyOf(HttpMethod.knownMethods());
      others.removeAll(methods);
      HttpService refusal = new NoRoute(methods);
      server
          .route()
          .path(path)
          .methods(others)
          .build(new LastWord(isApi(path) ? guard.guard(refusal, null) : refusal));
    });
    HttpService nowhere = new LastWord(new NoRoute(Set.of()));
    // By itself too, or Armeria would send it on to the path with a slash.
    server.service(API, nowhere);
    server.serviceUnder(API, new LastWord(guard.guard(nowhere, null)));
    server.serviceUnder("/", nowhere);
  }

  private static boolean isApi(String path) {
    return path.startsWith(API + "/");
  }
}
