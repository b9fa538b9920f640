package dev.carom.bench.micro;

import dev.carom.core.redis.ReadingCodec;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * {@link ReadingCodec}: readings to the bytes that Redis holds, and back. One reading in 16 is
 * missing and one in 16 gone; the others are found, with targets of 75 characters in the mean,
 * which decoding checks. Not in it: Redis, and the client that speaks to it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ReadingCodecBenchmark {

  private static final int INPUTS = 1 << 13;

  private final Known[] readings = new Known[INPUTS];
  private final byte[][] encoded = new byte[INPUTS][];
  private int next;

  public ReadingCodecBenchmark() {
    SampleLinks links = new SampleLinks();
    int[] picks = links.picks();
    for (int i = 0; i < INPUTS; i++) {
      readings[i] = reading(links, picks[i]);
      encoded[i] = ReadingCodec.encode(readings[i]);
    }
  }

  private static Known reading(SampleLinks links, int link) {
    return switch (link % 16) {
      case 0 -> new Missing(link);
      case 1 -> new Gone(link);
      default -> links.found(link);
    };
  }

  private int next() {
    next = (next + 1) & (INPUTS - 1);
    return next;
  }

  @Benchmark
  public byte[] encode() {
    return ReadingCodec.encode(readings[next()]);
  }

  @Benchmark
  public @Nullable Known decode() {
    return ReadingCodec.decode(encoded[next()]);
  }
}
