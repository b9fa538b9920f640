package dev.carom.admin;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The table of routes. It answers for itself what no route does: 405 with {@code Allow} where a
 * path is known, 404 elsewhere. HEAD is allowed wherever GET is.
 */
final class Routes {

  private static final String API = "/api";

  private record Route(HttpMethod method, String path, HttpService service) {}

  private final List<Route> routes = new ArrayList<>();

  Routes add(HttpMethod method, String path, HttpService service) {
    routes.add(new Route(method, path, service));
    if (method == HttpMethod.GET) {
      routes.add(new Route(HttpMethod.HEAD, path, service));
    }
    return this;
  }

  /**
   * Registers all routes.
   *
   * @param guard lets requests under {@code /api/} in, known routes or not
   */
  void register(ServerBuilder server, UnaryOperator<HttpService> guard) {
    Map<String, Set<HttpMethod>> allowed = new LinkedHashMap<>();
    for (Route route : routes) {
      HttpService service = isApi(route.path) ? guard.apply(route.service) : route.service;
      server.route().path(route.path).methods(route.method).build(service);
      allowed.computeIfAbsent(route.path, _ -> EnumSet.noneOf(HttpMethod.class)).add(route.method);
    }
    allowed.forEach((path, methods) -> {
      Set<HttpMethod> others = EnumSet.copyOf(HttpMethod.knownMethods());
      others.removeAll(methods);
      HttpService refusal = new NoRoute(methods);
      server.route().path(path).methods(others).build(isApi(path) ? guard.apply(refusal) : refusal);
    });
    HttpService nowhere = new NoRoute(Set.of());
    // By itself too, or Armeria would send it on to the path with a slash.
    server.service(API, nowhere);
    server.serviceUnder(API, guard.apply(nowhere));
    server.serviceUnder("/", nowhere);
  }

  private static boolean isApi(String path) {
    return path.startsWith(API + "/");
  }
}
