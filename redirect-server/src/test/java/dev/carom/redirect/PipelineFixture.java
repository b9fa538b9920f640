package dev.carom.redirect;

import dev.carom.core.config.Configuration;
import dev.carom.core.config.RedirectConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server without sockets: its connections are in memory, its links are {@link GatedLinks}, and
 * its clock stands still. Used by one thread.
 */
final class PipelineFixture implements AutoCloseable {

  /** So long that no test meets them. */
  private static final Map<String, String> NO_DEADLINES =
      Map.of("redirect.header-timeout", "10m", "redirect.idle-timeout", "1h");

  private final GatedLinks links = new GatedLinks();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final RedirectServer.Connections connections;

  /**
   * @param fastPath whether plain requests are answered before the codec
   */
  PipelineFixture(boolean fastPath, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(NO_DEADLINES);
    all.putAll(settings);
    RedirectConfig config =
        Configuration.of(all, List.of(RedirectConfig.class)).get(RedirectConfig.class);
    this.connections = connections(fastPath, config);
  }

  @SuppressWarnings("unused") // There is one path only, so far.
  private RedirectServer.Connections connections(boolean fastPath, RedirectConfig config) {
    return new RedirectServer.Connections(
        config,
        new RedirectHandler.Services(
            links.resolver(),
            new Responses(new HttpDate(InstantSource.fixed(SampleLinks.NOW)), config.retryAfter()),
            new RedirectMetrics(new SimpleMeterRegistry()),
            config.maxPipelined(),
            draining::get),
        new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
  }

  GatedLinks links() {
    return links;
  }

  /** Plays a stream on a new connection, to its end. */
  Outcome play(List<Step> steps) {
    try {
      return new Playback(new MemoryChannel(connections), links, draining).play(steps);
    } finally {
      links.forget();
      draining.set(false);
    }
  }

  @Override
  public void close() {
    links.close();
  }
}
