package dev.carom.redirect;

import dev.carom.bench.micro.SampleLinks;
import dev.carom.core.resolve.Resolution.Found;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The answer to a hit, from the link that was found: its status, target and fields. Not in it: the
 * request, the look-up, and the socket.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ResponseBenchmark {

  private final Responses responses =
      new Responses(new HttpDate(InstantSource.system()), Duration.ofSeconds(1), null);
  private final EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec());
  private final Found[] hits = new Found[SampleLinks.PICKS];
  private int next;

  public ResponseBenchmark() {
    SampleLinks links = new SampleLinks();
    int[] picks = links.picks();
    for (int i = 0; i < picks.length; i++) {
      hits[i] = links.found(picks[i]);
    }
    for (int i = 0; i < SampleLinks.SIZE; i += 100) {
      write(links.found(i));
      Outbound.requireRedirect(Outbound.text(channel), links.found(i).target().value());
    }
  }

  private Found next() {
    next = (next + 1) & (SampleLinks.PICKS - 1);
    return hits[next];
  }

  private void write(Found found) {
    var _ = channel.write(responses.of(found, true), channel.voidPromise());
    channel.flush();
  }

  /** The response as Netty's objects. */
  @Benchmark
  public FullHttpResponse make() {
    return responses.of(next(), true);
  }

  /**
   * The response as bytes, through the codec that the server uses. In it: the way through a
   * pipeline that has nothing else, and the pool that buffers come from.
   */
  @Benchmark
  public int makeAndEncode() {
    write(next());
    return Outbound.discard(channel);
  }

  @TearDown(Level.Trial)
  public void close() {
    channel.finishAndReleaseAll();
  }
}
