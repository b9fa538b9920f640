package dev.carom.bench.micro;

import dev.carom.core.link.ShortCode;
import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.Resolution.Known;
import java.nio.charset.StandardCharsets;
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
 * {@link LinkResolver#getIfCached} on 10,000 cached links, asked for by Zipf's law, with the
 * cache's statistics and the clock for expiry. In it: what Caffeine does for its policy, some of
 * which runs on other threads. Not in it: misses, eviction, and everything about the network.
 *
 * <p>{@code -t} lets several threads ask the one resolver.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CacheHitBenchmark {

  private final CodeKey[] keys = new CodeKey[SampleLinks.PICKS];
  private final byte[][] codes = new byte[SampleLinks.PICKS][];
  private final CodeKey view = new CodeKey();
  private int next;

  public CacheHitBenchmark() {
    SampleLinks links = new SampleLinks();
    ShortCode[] codeOfKey = links.keys();
    byte[][] codeOfLink = links.codes();
    int[] picks = links.picks();
    for (int i = 0; i < picks.length; i++) {
      keys[i] = CodeKey.of(codeOfKey[picks[i]]);
      codes[i] = codeOfLink[picks[i]];
    }
  }

  private int next() {
    next = (next + 1) & (SampleLinks.PICKS - 1);
    return next;
  }

  /** With a key that was used before, whose hash is remembered: the look-up alone. */
  @Benchmark
  public @Nullable Known knownKey(CachedLinks cached) {
    return cached.resolver().getIfCached(keys[next()]);
  }

  /** With a view of a request's bytes, as on the fast path. */
  @Benchmark
  public @Nullable Known viewedKey(CachedLinks cached) {
    byte[] code = codes[next()];
    return cached.resolver().getIfCached(view.view(code, 0, code.length));
  }

  /** With a key made for the occasion from a request's text, as behind the codec. */
  @Benchmark
  public @Nullable Known newKey(CachedLinks cached) {
    String code = new String(codes[next()], StandardCharsets.US_ASCII);
    return cached.resolver().getIfCached(CodeKey.of(new ShortCode(code)));
  }
}
