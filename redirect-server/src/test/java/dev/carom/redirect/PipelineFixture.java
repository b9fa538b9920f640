package dev.carom.redirect;

import dev.carom.core.config.Configuration;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.resolve.Admission;
import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.Resolution;
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

  private static final String COUNTRY_HEADER = "X-Country";

  private static final int WINDOW = 16 * 1024;

  private final StringBuilder followed = new StringBuilder();
  private final GatedLinks links = new GatedLinks();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Connections connections;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private int fastAnswers;

  /**
   * @param fastPath whether plain requests are answered before the codec
   */
  PipelineFixture(boolean fastPath, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(NO_DEADLINES);
    all.putAll(settings);
    all.put("redirect.max-unknown-codes", "0");
    all.put("redirect.fast-path", Boolean.toString(fastPath));
    Configuration configuration =
        Configuration.of(all, List.of(RedirectConfig.class, FollowerConfig.class));
    RedirectConfig config = configuration.get(RedirectConfig.class);
    HttpDate date = new HttpDate(InstantSource.fixed(SampleLinks.NOW));
    this.connections =
        new Connections(
            config,
            new RedirectHandler.Services(
                links.resolver(),
                Admission.NONE,
                new Responses(date, config.retryAfter(), null),
                new RedirectMetrics(registry),
                (_, code, resolution, _, fields, head) -> heard(code, resolution, fields, head),
                new ClientAddresses(configuration.get(FollowerConfig.class)),
                new UnknownCodeLimit(configuration.get(FollowerConfig.class)),
                new Hosts(links.resolver()::domains, config.defaultHosts()),
                COUNTRY_HEADER,
                draining::get),
            null,
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
  }

  private void heard(CodeKey code, Resolution resolution, FollowerFields fields, boolean head) {
    followed.append(head ? "HEAD " : "").append(code).append(' ').append(resolution);
    for (FollowerFields.Name name : FollowerFields.Name.values()) {
      followed.append(' ').append(name).append('=').append(fields.text(name));
    }
    followed.append('\n');
    // Only the fast path tells of fields in the window that it reads requests from.
    fastAnswers += fields.bytes().length >= WINDOW ? 1 : 0;
  }

  GatedLinks links() {
    return links;
  }

  /** Plays a stream on a new connection, to its end. */
  Outcome play(List<Step> steps) {
    try {
      double failures = failures();
      Outcome outcome =
          new Playback(new MemoryChannel(connections), links, draining, followed).play(steps);
      return failures() == failures ? outcome : outcome.withProblem("the server has failed");
    } finally {
      followed.setLength(0);
      links.forget();
      draining.set(false);
    }
  }

  /** Opens a connection, which the server begins to stop on just when it sends the first answer. */
  MemoryChannel stoppingAsItAnswers() {
    MemoryChannel channel = new MemoryChannel(connections);
    channel.whenSending(() -> draining.set(true));
    return channel;
  }

  private double failures() {
    return registry.get("carom.redirect.connections.failed").counter().count();
  }

  /** How many answers the fast path has given. */
  int fastAnswers() {
    return fastAnswers;
  }

  @Override
  public void close() {
    links.close();
  }
}
