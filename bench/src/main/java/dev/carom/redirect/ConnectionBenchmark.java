package dev.carom.redirect;

import dev.carom.bench.BrowserRequest;
import dev.carom.bench.micro.CachedLinks;
import dev.carom.bench.micro.EventLoopThreads;
import dev.carom.bench.micro.SampleLinks;
import dev.carom.core.click.ClickJournal;
import dev.carom.core.click.Visitors;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.resolve.Admission;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A hit from the request's bytes to the response's, through the pipeline of a server's connection
 * as it is configured by default: one request such as a browser sends it, one read, one answer, one
 * flush; the click is noted. In it: copying the request into a buffer, as a read from a socket
 * would, and what the channel in memory does by itself. Not in it: the socket, the selector, the
 * event loop and TLS.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {EventLoopThreads.EXECUTOR, EventLoopThreads.EXECUTOR_CLASS})
public class ConnectionBenchmark {

  private static final BrowserRequest BROWSER = new BrowserRequest("go.example.com");

  /** Whether requests are recognised before the codec, as they are by default. */
  @Param({"true", "false"})
  private boolean fastPath;

  /** Whether clicks are noted, as they are by default. */
  @Param({"true", "false"})
  private boolean clicks;

  private final byte[][] codes = new byte[SampleLinks.PICKS][];
  private @Nullable EmbeddedChannel channel;
  private @Nullable ClickJournal journal;
  private int next;

  /** Opens a connection, which must lead where the links lead. */
  @Setup(Level.Trial)
  public void open(CachedLinks cached) {
    channel = new EmbeddedChannel(connections(cached));
    byte[][] codeOfLink = cached.links().codes();
    int[] picks = cached.links().picks();
    for (int i = 0; i < picks.length; i++) {
      codes[i] = codeOfLink[picks[i]];
    }
    requireRedirects(channel, cached.links());
  }

  private static void requireRedirects(EmbeddedChannel channel, SampleLinks links) {
    byte[][] codeOfLink = links.codes();
    for (int i = 0; i < SampleLinks.SIZE; i += 100) {
      channel.writeInbound(request(channel, codeOfLink[i]));
      Outbound.requireRedirect(Outbound.text(channel), links.found(i).target().value());
    }
  }

  private Connections connections(CachedLinks cached) {
    Configuration configuration =
        Configuration.load(
            List.of("--redirect.fast-path=" + fastPath),
            Map.of(),
            Set.of(),
            List.of(RedirectConfig.class, FollowerConfig.class));
    RedirectConfig config = configuration.get(RedirectConfig.class);
    return new Connections(
        config,
        new RedirectHandler.Services(
            cached.resolver(),
            Admission.NONE,
            new Responses(new HttpDate(InstantSource.system()), config.retryAfter(), null),
            new RedirectMetrics(cached.registry()),
            clicks
                ? recorder(configuration.get(FollowerConfig.class), cached)
                : FollowListener.NONE,
            new ClientAddresses(configuration.get(FollowerConfig.class)),
            new UnknownCodeLimit(configuration.get(FollowerConfig.class)),
            new Hosts(cached.resolver()::domains, config.defaultHosts()),
            "",
            () -> false),
        null,
        new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
  }

  private FollowListener recorder(FollowerConfig config, CachedLinks cached) {
    ClickJournal opened = journal(cached);
    journal = opened;
    return new ClickRecorder(
        opened,
        new Visitors(),
        new ClientAddresses(config),
        Places.NONE,
        true,
        cached.registry(),
        InstantSource.system());
  }

  /** Has room enough for every click that is noted before the next are synced. */
  private static ClickJournal journal(CachedLinks cached) {
    try {
      Path folder = Files.createTempDirectory("carom-bench");
      ClickJournal.Limits limits =
          new ClickJournal.Limits(
              folder, 64 << 20, 16 << 20, Long.MAX_VALUE, Duration.ofMillis(50));
      return ClickJournal.open(folder, limits, 1, cached.registry());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuf request(EmbeddedChannel channel, byte[] code) {
    ByteBuf request = channel.alloc().ioBuffer(BROWSER.length(code));
    BROWSER.write(code, request);
    return request;
  }

  /** One hit. */
  @Benchmark
  public int hit() {
    EmbeddedChannel open = Objects.requireNonNull(channel);
    next = (next + 1) & (SampleLinks.PICKS - 1);
    open.writeInbound(request(open, codes[next]));
    return Outbound.discard(open);
  }

  /** Closes the connection, which must still do what was measured. */
  @TearDown(Level.Trial)
  public void close(CachedLinks cached) throws IOException {
    EmbeddedChannel open = Objects.requireNonNull(channel);
    requireRedirects(open, cached.links());
    open.finishAndReleaseAll();
    if (journal != null) {
      journal.close();
    }
  }
}
