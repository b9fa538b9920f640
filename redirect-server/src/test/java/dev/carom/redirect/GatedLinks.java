package dev.carom.redirect;

import dev.carom.core.link.ShortCode;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.Resolution.Known;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The {@link SampleLinks} behind a real resolver, whose loads end when, and only when, a test says
 * so. Used by one thread; loads run on others, and never while that one is busy with anything but
 * waiting for them.
 */
final class GatedLinks implements AutoCloseable {

  private static final Duration TTL = Duration.ofSeconds(1);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /**
   * When the sample links were cached, on the ticker's scale: so late that they never grow too old,
   * however often what was loaded since is made to.
   */
  private static final long FAR_FUTURE_NANOS = 1L << 60;

  /** Where one load waits. */
  private record Gate(CompletableFuture<Thread> arrived, CountDownLatch open) {}

  private final AtomicLong tick = new AtomicLong(FAR_FUTURE_NANOS);
  private final Map<ShortCode, Gate> gates = new ConcurrentHashMap<>();
  private final LinkResolver resolver =
      new LinkResolver(
          new LinkResolver.Limits(256 << 20, TTL, Duration.ofHours(1), 1 << 20),
          LinkCache.none(),
          this::read,
          new SimpleMeterRegistry(),
          InstantSource.fixed(SampleLinks.NOW),
          tick::get);
  private final Map<ShortCode, ?> running = runningLoads(resolver);

  /** The codes that are being loaded, in the order in which they were first asked for. */
  private final List<ShortCode> waiting = new ArrayList<>();

  private int completed;

  GatedLinks() {
    for (String code : SampleLinks.CACHED.keySet()) {
      var _ = resolver.resolve(new ShortCode(code)).join();
    }
    tick.set(0);
  }

  LinkResolver resolver() {
    return resolver;
  }

  /** How many loads have ended. */
  int completed() {
    return completed;
  }

  private Known read(ShortCode code) {
    if (SampleLinks.cached(code) == null) {
      Gate gate = gate(code);
      gate.arrived.complete(Thread.currentThread());
      try {
        gate.open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return SampleLinks.load(code);
  }

  private Gate gate(ShortCode code) {
    return gates.computeIfAbsent(
        code, _ -> new Gate(new CompletableFuture<>(), new CountDownLatch(1)));
  }

  /** The codes that are being loaded, the first that was asked for first. */
  List<ShortCode> waiting() {
    if (running.isEmpty()) {
      waiting.clear();
      return List.of();
    }
    waiting.retainAll(running.keySet());
    running.keySet().stream()
        .filter(code -> !waiting.contains(code))
        .sorted((a, b) -> a.value().compareTo(b.value()))
        .forEach(waiting::add);
    return List.copyOf(waiting);
  }

  /** Lets a load end, and returns when whoever waited for it has been told. */
  void complete(ShortCode code) {
    Gate gate = gate(code);
    try {
      Thread load = gate.arrived.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      gate.open.countDown();
      if (!load.join(DEADLINE)) {
        throw new IllegalStateException("the load of " + code + " does not end");
      }
    } catch (Exception e) {
      throw new IllegalStateException("no load of " + code, e);
    }
    gates.remove(code);
    completed++;
  }

  /** Makes misses of all codes again that are no sample links. */
  void forget() {
    tick.addAndGet(TTL.toNanos());
  }

  /**
   * The resolver's own view of its loads: nothing else tells at once, and on the thread that asked,
   * whether asking for a code has started one.
   */
  @SuppressWarnings("unchecked")
  private static Map<ShortCode, ?> runningLoads(LinkResolver resolver) {
    try {
      var field = LinkResolver.class.getDeclaredField("loads");
      field.setAccessible(true);
      return (Map<ShortCode, ?>) field.get(resolver);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("LinkResolver.loads", e);
    }
  }

  @Override
  public void close() {
    resolver.close();
  }
}
