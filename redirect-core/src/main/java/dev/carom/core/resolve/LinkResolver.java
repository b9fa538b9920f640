package dev.carom.core.resolve;

import dev.carom.core.change.Caches;
import dev.carom.core.change.Change;
import dev.carom.core.change.Lease;
import dev.carom.core.link.Domain;
import dev.carom.core.link.ShortCode;
import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.resolve.Resolution.Unavailable;
import dev.carom.core.safety.Blocklist;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Resolves short codes through the in-process cache (L1), then the shared cache (L2), then the
 * store.
 *
 * <pre>
 *   getIfCached ── L1 ──► hit                                  never blocks
 *   resolve ── lease? ── L1 ──► hit
 *                │         │ miss: can it exist? ── no ──► missing
 *                │         └──► one load per code, whoever waits for it:
 *                │              L2 ─ miss, stale or broken ─► store ─ stale ─► store again
 *                └ over: wait until it is known what to do
 * </pre>
 *
 * <p>What is answered is never older than a change that this server was told of before it was
 * asked, and while its {@link Lease} is valid it was told of every change that its maker knows to
 * be everywhere. So a reading that a change overtook is read again, and by then nobody else may
 * join those who wait: whoever waits for a reading from the store that is answered unchecked was
 * there before it began.
 *
 * <p>A waiter gets {@link Unavailable} at its deadline, whatever its load is doing; the load goes
 * on, bounded by the stores' own deadlines, and fills the caches. Loads are bounded in number, and
 * what would be one more is answered {@code Unavailable} at once, so that a hung store cannot pile
 * up work. Usable by any thread.
 */
public final class LinkResolver implements Caches, AutoCloseable {

  /**
   * Bounds of a resolver.
   *
   * @param cacheBytes how much L1 may hold, in bytes of heap, roughly
   * @param missTimeout after how long a waiter is told {@code Unavailable}
   * @param maxLoads how many loads may run at once
   * @param l2Calls how many calls of L2 run at once
   * @param storeReads how many readings of the store run at once
   * @param batch how many codes one of them may read
   */
  public record Limits(
      long cacheBytes,
      Duration missTimeout,
      int maxLoads,
      int l2Calls,
      int storeReads,
      int batch) {}

  /** Then the primary is asked: whoever waits still has time for that. */
  private static final long REPLICA_PATIENCE_MILLIS = 50;

  private final LocalCache l1;
  private final CodeExistence existence;
  private final SharedCache l2;
  private final List<LinkReader> replicas;
  private final LinkReader reader;
  private final Lease lease;
  private final ResolverMetrics metrics;
  private final InstantSource clock;
  private final Deadlines deadlines;

  private volatile Domains domains = Domains.NONE;
  private final ConcurrentMap<ShortCode, Load> loads = new ConcurrentHashMap<>();
  private final Semaphore loadPermits;
  private final AtomicInteger nextReplica = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("link-load-", 0).factory());

  /**
   * @param l2 the shared cache; its owner closes it
   * @param source the store
   * @param replicas of it, which may lag
   * @param ids returns the id that a code stands for, negative if none
   * @param clock tells when links expire
   */
  public LinkResolver(
      Limits limits,
      LinkCache l2,
      LinkSource source,
      List<LinkSource> replicas,
      ToLongFunction<ShortCode> ids,
      Lease lease,
      MeterRegistry registry,
      InstantSource clock) {
    this.metrics = new ResolverMetrics(registry);
    this.lease = lease;
    this.clock = clock;
    this.deadlines = Deadlines.start(limits.missTimeout());
    this.loadPermits = new Semaphore(limits.maxLoads());
    this.l1 = new LocalCache(limits.cacheBytes());
    metrics.watchL1(l1.entries());
    Breaker postgres = new Breaker("postgres", registry);
    this.existence = new CodeExistence(source, ids, postgres);
    this.l2 = new SharedCache(l2, new Breaker("redis", registry), metrics.l2(), limits.l2Calls());
    this.reader = new LinkReader(source, postgres, metrics.store(), limits);
    this.replicas =
        IntStream.range(0, replicas.size())
            .mapToObj(i ->
                new LinkReader(
                    replicas.get(i),
                    new Breaker("replica " + (i + 1), registry),
                    metrics.replicas(),
                    limits))
            .toList();
  }

  /** A load, and who waits for it. */
  private record Load(Wanted wanted, CodeKey key, CompletableFuture<Resolution> answer) {

    ShortCode code() {
      return wanted.code();
    }
  }

  /**
   * Whether {@link #getIfCached} may be answered with; to be asked after the request was read. On
   * the hot path, once for all requests of a read.
   */
  public boolean isCoherent() {
    return lease.isValid(System.nanoTime());
  }

  /**
   * Returns the domains, to be asked for after the request was read, and believed as {@link
   * #getIfCached} is. On the hot path.
   */
  public Domains domains() {
    return domains;
  }

  /**
   * Returns what L1 knows of a code, or null. On the hot path: never blocks, does no I/O, allocates
   * nothing unless the link has expired, or not started yet. To be believed if {@link #isCoherent}.
   *
   * @param key may be a view; it is not kept
   */
  public @Nullable Known getIfCached(CodeKey key) {
    Known known = l1.get(key);
    return known == null ? null : current(known);
  }

  /**
   * Returns what something known is answered with now. Reads a clock for links alone that cannot
   * always be followed, or may be kept at the edge: not what a server says that cannot hear of
   * changes, for when it hears again it cannot take that back.
   */
  private Known current(Known known) {
    if (!(known instanceof Found found)) {
      return known;
    }
    Known current = found.period().isUnbounded() ? found : found.at(clock.millis());
    return found.edge() != null && lease.isCutOff(System.nanoTime())
        ? current.notForEdge()
        : current;
  }

  /**
   * Returns when it is known whether what is cached, and what is known of domains, may be answered
   * with. Never blocks; the future completes on some thread, within the time that the lease allows.
   */
  public CompletableFuture<Lease.Decision> decision() {
    return isCoherent()
        ? CompletableFuture.completedFuture(Lease.Decision.TRUSTED)
        : lease.decision();
  }

  /**
   * Resolves a code. Never blocks; the future completes on a thread of the resolver, and never
   * exceptionally. What L1 has learned since it was asked is used, and not counted a second time.
   * Who follows a link that is found with a limit has still to be admitted.
   */
  public CompletableFuture<Resolution> resolve(ShortCode code) {
    CompletableFuture<Resolution> answer =
        isCoherent()
            ? find(code)
            : lease.decision().thenCompose(decision -> decided(code, decision));
    if (answer.isDone()) {
      return answer;
    }
    // Others may wait for the same, and longer.
    CompletableFuture<Resolution> own = answer.copy();
    deadlines.watch(own);
    return own;
  }

  private CompletableFuture<Resolution> decided(ShortCode code, Lease.Decision decision) {
    return switch (decision) {
      case TRUSTED -> find(code);
      case REFUSED -> done(new Unavailable("the server is cut off from PostgreSQL"));
    };
  }

  private CompletableFuture<Resolution> find(ShortCode code) {
    CodeKey key = CodeKey.of(code);
    Known cached = l1.getQuietly(key);
    if (cached != null) {
      return done(current(cached));
    }
    Wanted wanted = existence.wanted(code);
    long id = wanted.id();
    boolean notChosen = existence.isNotChosen(code) && !lease.isCutOff(System.nanoTime());
    if (!notChosen || (wanted.isGenerated() && !existence.isBeyond(id))) {
      return load(wanted, key);
    } else if (!wanted.isGenerated() || existence.isOutOfReach(id)) {
      return done(new Missing(0));
    }
    return existence
        .refresh()
        .thenCompose(lastId -> id > lastId ? done(new Missing(0)) : load(wanted, key))
        .exceptionally(_ -> new Unavailable("PostgreSQL cannot be read"));
  }

  private static CompletableFuture<Resolution> done(Resolution resolution) {
    return CompletableFuture.completedFuture(resolution);
  }

  private CompletableFuture<Resolution> load(Wanted wanted, CodeKey key) {
    Load created = new Load(wanted, key, new CompletableFuture<>());
    Load running = loads.putIfAbsent(created.code(), created);
    if (running != null) {
      return running.answer;
    }
    if (loadPermits.tryAcquire()) {
      start(created);
    } else {
      metrics.loadRefused();
      close(created);
      created.answer.complete(new Unavailable("too many loads are running"));
    }
    return created.answer;
  }

  private void start(Load load) {
    if (!l2.isUsable()) {
      readBehindL2(load);
      return;
    }
    threads.execute(() ->
        guarded(
            load,
            () -> {
              Known known = l2.get(load.code());
              if (known == null || !answerIfCurrent(load, known)) {
                readBehindL2(load);
              }
            }));
  }

  private void readBehindL2(Load load) {
    if (replicas.isEmpty()) {
      readStore(load);
      return;
    }
    int next = Math.floorMod(nextReplica.getAndIncrement(), replicas.size());
    CompletableFuture<Known> reading = replicas.get(next).read(load.wanted);
    if (reading == null) {
      readStore(load);
      return;
    }
    var _ =
        reading
            .copy()
            .orTimeout(REPLICA_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
            .whenComplete((known, failure) ->
                guarded(
                    load,
                    () -> {
                      // It may not have what was just minted, nor what was just changed.
                      if (failure != null
                          || known instanceof Missing
                          || !answerIfCurrent(load, known)) {
                        readStore(load);
                      } else {
                        share(load, known);
                      }
                    }));
  }

  private void readStore(Load load) {
    read(
        load,
        known -> {
          if (isLasting(load, known) && answerIfCurrent(load, known)) {
            share(load, known);
          } else {
            readAgain(load);
          }
        });
  }

  /**
   * Puts a reading into L1 and answers with it, unless it may be older than a change. From before
   * that is looked at nobody joins the load any more: a change may come right after.
   */
  private boolean answerIfCurrent(Load load, Known known) {
    close(load);
    boolean current = l1.offer(load.key, known);
    if (current) {
      end(load, current(l1.judged(known)));
    }
    return current;
  }

  /**
   * Whether nothing but a numbered change can make a reading stale. The absence of a link whose id
   * was just given out is ended by its minting, which is none.
   */
  private boolean isLasting(Load load, Known known) {
    if (!(known instanceof Missing)) {
      return true;
    }
    return !load.wanted.isGenerated() || existence.isSettled(load.wanted.id());
  }

  /** Everybody who waits was there before this reading begins, so it need not be checked. */
  private void readAgain(Load load) {
    close(load);
    read(
        load,
        known -> {
          if (isLasting(load, known) && l1.offer(load.key, known)) {
            share(load, known);
          }
          end(load, l1.judged(known).at(clock.millis()));
        });
  }

  /** What is to be done with a reading. */
  private interface Use {
    void of(Known known);
  }

  private void read(Load load, Use use) {
    CompletableFuture<Known> reading = reader.read(load.wanted);
    if (reading == null) {
      end(load, new Unavailable("too many readings are waited for"));
      return;
    }
    var _ =
        reading.whenComplete((known, failure) ->
            guarded(
                load,
                () -> {
                  if (failure == null) {
                    use.of(known);
                  } else {
                    end(load, new Unavailable("PostgreSQL cannot be read"));
                  }
                }));
  }

  /** Whatever happens, those who wait for a load learn that it ended. */
  private void guarded(Load load, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      end(load, new Unavailable("the load failed"));
      throw e;
    }
  }

  /** Lets nobody join a load any more. */
  private void close(Load load) {
    loads.remove(load.code(), load);
  }

  private void end(Load load, Resolution answer) {
    close(load);
    if (load.answer.complete(answer)) {
      loadPermits.release();
    }
  }

  private void share(Load load, Known known) {
    if (l2.isUsable()) {
      threads.execute(() -> l2.put(load.code(), known));
    }
  }

  @Override
  public void startOver(long horizon) {
    existence.startOver();
    l1.startOver(horizon);
  }

  @Override
  public void apply(List<Change> changes) {
    existence.apply(changes);
    l1.apply(changes);
  }

  @Override
  public void block(Blocklist blocklist) {
    l1.block(blocklist);
  }

  @Override
  public void host(List<Domain> newDomains) {
    domains = new Domains(newDomains);
  }

  @Override
  public void idsReach(long lastId) {
    existence.idsReach(lastId);
  }

  /** Waits for calls of L2, which its deadlines bound, and ends. */
  @Override
  public void close() {
    existence.close();
    replicas.forEach(LinkReader::close);
    reader.close();
    threads.close();
    deadlines.close();
  }
}
