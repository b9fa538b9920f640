package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.bench.micro.CachedLinks;
import dev.carom.bench.micro.SampleLinks;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.RedirectConfig;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A hit from the request's bytes to the response's, through the pipeline of a server's connection
 * as it is configured by default: one request such as a browser sends it, one read, one answer, one
 * flush. In it: copying the request into a buffer, as a read from a socket would, and what the
 * channel in memory does by itself. Not in it: the socket, the selector, the event loop and TLS.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ConnectionBenchmark {

  private static final byte[] BEFORE_CODE = "GET /".getBytes(US_ASCII);
  private static final byte[] AFTER_CODE =
      """
       HTTP/1.1
      Host: go.example.com
      Connection: keep-alive
      sec-ch-ua: "Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"
      sec-ch-ua-mobile: ?0
      sec-ch-ua-platform: "Windows"
      Upgrade-Insecure-Requests: 1
      User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8
      Sec-Fetch-Site: cross-site
      Sec-Fetch-Mode: navigate
      Sec-Fetch-User: ?1
      Sec-Fetch-Dest: document
      Referer: https://news.example.org/
      Accept-Encoding: gzip, deflate, br, zstd
      Accept-Language: en-GB,en;q=0.9,de;q=0.8

      """
          .replace("\n", "\r\n")
          .getBytes(US_ASCII);

  private final byte[][] codes = new byte[SampleLinks.PICKS][];
  private @Nullable EmbeddedChannel channel;
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

  private static RedirectServer.Connections connections(CachedLinks cached) {
    RedirectConfig config =
        Configuration.load(List.of(), Map.of(), Set.of(), List.of(RedirectConfig.class))
            .get(RedirectConfig.class);
    return new RedirectServer.Connections(
        config,
        new RedirectHandler.Services(
            cached.resolver(),
            new Responses(new HttpDate(InstantSource.system()), config.retryAfter(), null),
            new RedirectMetrics(cached.registry()),
            config.maxPipelined(),
            () -> false),
        null,
        new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
  }

  private static ByteBuf request(EmbeddedChannel channel, byte[] code) {
    return channel
        .alloc()
        .ioBuffer(BEFORE_CODE.length + code.length + AFTER_CODE.length)
        .writeBytes(BEFORE_CODE)
        .writeBytes(code)
        .writeBytes(AFTER_CODE);
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
  public void close(CachedLinks cached) {
    EmbeddedChannel open = Objects.requireNonNull(channel);
    requireRedirects(open, cached.links());
    open.finishAndReleaseAll();
  }
}
