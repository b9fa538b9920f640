package dev.carom.admin;

import dev.carom.admin.edge.EdgeLines;
import dev.carom.admin.edge.EdgeLogs;
import dev.carom.admin.edge.EdgePurger;
import dev.carom.core.change.Barrier;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.EdgeConfig;
import dev.carom.core.config.EdgeLogConfig;
import dev.carom.core.edge.EdgeLinks;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.edge.PurgeQueue;
import dev.carom.core.link.Link;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For a server in front of whose links nothing is. */
final class NoEdge implements EdgeLinks, PurgeQueue {

  private NoEdge() {}

  static EdgePurges purges(Barrier barrier) {
    NoEdge nothing = new NoEdge();
    EdgeConfig config = Configuration.of(Map.of(), List.of(EdgeConfig.class)).get(EdgeConfig.class);
    return EdgePurges.start(
        nothing,
        nothing,
        EdgePurger.open(config),
        barrier,
        config,
        new DomainNames(URI.create(TestAdmin.BASE_URL), new NoDomains()),
        _ -> {},
        new SimpleMeterRegistry());
  }

  static EdgeLogRoutes logs() {
    EdgeLogConfig config =
        Configuration.of(Map.of(), List.of(EdgeLogConfig.class)).get(EdgeLogConfig.class);
    EdgeLogStore store =
        (EdgeLogStore)
            Proxy.newProxyInstance(
                NoEdge.class.getClassLoader(),
                new Class<?>[] {EdgeLogStore.class},
                (_, method, _) -> {
                  throw new AssertionError("nobody posts lines: " + method);
                });
    return new EdgeLogRoutes(
        new EdgeLogs(store, new EdgeLines(config, InstantSource.system())),
        store,
        config.remember(),
        InstantSource.system());
  }

  @Override
  public List<Candidate> candidates() {
    return List.of();
  }

  @Override
  public Clicks clicks(@Nullable Long after) {
    return new Clicks(Map.of(), 0);
  }

  @Override
  public void decide(Map<Long, @Nullable Integer> seconds) {}

  @Override
  public List<Link> kept() {
    return List.of();
  }

  @Override
  public List<Purge> of(Collection<Long> links) {
    return List.of();
  }

  @Override
  public List<Purge> claim(Duration time, int limit) {
    return List.of();
  }

  @Override
  public void add(Collection<Long> links) {}

  @Override
  public void purged(Collection<Long> ids) {}

  @Override
  public void failed(Collection<Long> ids, String failure) {}

  @Override
  public Backlog backlog() {
    return new Backlog(0, Duration.ZERO);
  }
}
