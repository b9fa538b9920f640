package dev.carom.redirect;

import dev.carom.bench.micro.EventLoopThreads;
import dev.carom.bench.micro.SampleLinks;
import dev.carom.core.resolve.Resolution.Found;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The answer to a hit, from the link that was found to the bytes that a socket is given: status,
 * target, fields and the clock for {@code Date}. Not in it: the request, the look-up, and the
 * socket.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {EventLoopThreads.EXECUTOR, EventLoopThreads.EXECUTOR_CLASS})
public class ResponseBenchmark {

  private final Responses responses =
      new Responses(new HttpDate(InstantSource.system()), Duration.ofSeconds(1), null);
  private final AnswerBuffer out = AnswerBuffer.ofThread();
  private final Found[] hits = new Found[SampleLinks.PICKS];
  private int next;

  public ResponseBenchmark() {
    SampleLinks links = new SampleLinks();
    int[] picks = links.picks();
    for (int i = 0; i < picks.length; i++) {
      hits[i] = links.found(picks[i]);
    }
    for (int i = 0; i < SampleLinks.SIZE; i += 100) {
      Found found = links.found(i);
      responses.writeHit(out, found, true);
      ByteBuf bytes = out.take(PooledByteBufAllocator.DEFAULT);
      Outbound.requireRedirect(bytes.toString(StandardCharsets.ISO_8859_1), found.target().value());
      bytes.release();
    }
  }

  /** One answer, in a buffer of its own. */
  @Benchmark
  public int write() {
    next = (next + 1) & (SampleLinks.PICKS - 1);
    responses.writeHit(out, hits[next], true);
    ByteBuf bytes = out.take(PooledByteBufAllocator.DEFAULT);
    int length = bytes.readableBytes();
    bytes.release();
    return length;
  }
}
