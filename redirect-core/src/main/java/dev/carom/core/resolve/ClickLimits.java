package dev.carom.core.resolve;

import dev.carom.core.click.Classifier;
import dev.carom.core.metrics.FailureLog;
import dev.carom.core.resolve.LinkUses.Taken;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Unavailable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Admits as many people to a link as its limit says, whatever servers they come to, and everybody
 * else for as long as there is something left.
 *
 * <pre>
 *   admit ──► the link's line ──► a thread takes all who wait there
 *               ▲                   ├─ prefetches ──► unavailable, for nobody follows yet
 *               │ next statement    ├─ people ──► counted, or told that the link is gone
 *               └───────────────────┴─ bots, previews, HEAD ──► not counted
 * </pre>
 *
 * <p>A link has one statement at a time, and whoever comes meanwhile shares the next: a link that
 * many follow at once costs few statements, and keeps one thread. A use is taken before its
 * follower is answered. If the answer to a statement is lost, or comes too late, those who waited
 * are told {@code Unavailable}, and what was taken stays so: there may be fewer follows than the
 * limit says, never more. Usable by any thread.
 */
public final class ClickLimits implements Admission, AutoCloseable {

  /** Statements at once: fewer than a process has connections, which its readings need too. */
  private static final int THREADS = 3;

  /** Followers who share a statement, of whom each may have a {@code User-Agent} to be parsed. */
  private static final int MAX_BATCH = 64;

  private static final int MAX_WAITING = 1 << 14;

  private final LinkUses uses;
  private final Classifier classifier = new Classifier();
  private final Breaker breaker;
  private final long patienceNanos;
  private final FailureLog failures =
      new FailureLog(
          LoggerFactory.getLogger(ClickLimits.class), "Uses of a link could not be counted");

  /**
   * Who waits for a link's next statement. A link that has a line is due, or its statement runs.
   * Guarded by this object, as what follows.
   */
  private final Map<Long, Queue<Waiter>> lines = new HashMap<>();

  private int waiting;

  /** Links, each once. */
  private final BlockingQueue<Long> due = new LinkedBlockingQueue<>();

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("click-limits-", 0).factory());

  private record Waiter(Found link, Follow follow, CompletableFuture<Resolution> answer) {

    /** Returns false if it has been told something else meanwhile. */
    boolean admit() {
      return answer.complete(link);
    }

    void refuse() {
      answer.complete(link.ended());
    }

    void doubt(String reason) {
      answer.complete(new Unavailable(reason));
    }
  }

  /**
   * Begins to admit.
   *
   * @param patience how long a request may take, from when it came
   */
  public static ClickLimits start(LinkUses uses, Duration patience, MeterRegistry registry) {
    ClickLimits limits = new ClickLimits(uses, patience, registry);
    for (int i = 0; i < THREADS; i++) {
      limits.threads.execute(limits::run);
    }
    return limits;
  }

  private ClickLimits(LinkUses uses, Duration patience, MeterRegistry registry) {
    this.uses = uses;
    this.patienceNanos = patience.toNanos();
    this.breaker = new Breaker("postgres limits", registry);
  }

  @Override
  public CompletableFuture<Resolution> admit(Found link, Follow follow) {
    Waiter waiter = new Waiter(link, follow, new CompletableFuture<>());
    if (!join(waiter)) {
      waiter.doubt("too many wait for links with a limit");
      return waiter.answer;
    }
    // Their times do not end in the order in which they come here, as those of misses do.
    long leftNanos = follow.startNanos() + patienceNanos - System.nanoTime();
    return waiter.answer.completeOnTimeout(
        new Unavailable("no answer in time from the counter of a link with a limit"),
        leftNanos,
        TimeUnit.NANOSECONDS);
  }

  private synchronized boolean join(Waiter waiter) {
    if (waiting == MAX_WAITING) {
      return false;
    }
    waiting++;
    lines.computeIfAbsent(waiter.link.id(), this::newLine).add(waiter);
    return true;
  }

  private Queue<Waiter> newLine(long linkId) {
    due.add(linkId);
    return new ArrayDeque<>();
  }

  private void run() {
    try {
      while (true) {
        long linkId = due.take();
        List<Waiter> batch = next(linkId);
        if (!batch.isEmpty()) {
          serve(linkId, batch);
          due.add(linkId);
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** Returns who shares a link's next statement; if nobody waits, the line is no more. */
  private synchronized List<Waiter> next(long linkId) {
    Queue<Waiter> line = lines.getOrDefault(linkId, new ArrayDeque<>());
    List<Waiter> batch = new ArrayList<>();
    while (batch.size() < MAX_BATCH && !line.isEmpty()) {
      Waiter waiter = line.remove();
      waiting--;
      if (!waiter.answer.isDone()) {
        batch.add(waiter);
      }
    }
    if (batch.isEmpty()) {
      lines.remove(linkId);
    }
    return batch;
  }

  private void serve(long linkId, List<Waiter> batch) {
    try {
      List<Waiter> people = new ArrayList<>();
      List<Waiter> others = new ArrayList<>();
      for (Waiter waiter : batch) {
        switch (classifier.classify(waiter.follow.userAgent(), waiter.follow.flags())) {
          case HUMAN -> people.add(waiter);
          case BOT, PREVIEW, HEAD -> others.add(waiter);
          case PREFETCH -> waiter.doubt("nobody follows the link yet");
        }
      }
      if (!people.isEmpty() || !others.isEmpty()) {
        Taken taken = breaker.call(() -> uses.take(linkId, people.size()));
        answerPeople(people, taken.granted());
        others.forEach(taken.left() ? Waiter::admit : Waiter::refuse);
      }
    } catch (RuntimeException | Error e) {
      // Whatever it was, other links can still be followed, and those who wait must learn of it.
      failures.failed(e);
      batch.forEach(waiter -> waiter.doubt("the uses of the link could not be counted"));
    }
  }

  /** What somebody who could not wait does not need is the next one's. */
  private static void answerPeople(List<Waiter> people, int granted) {
    int left = granted;
    for (Waiter waiter : people) {
      if (left == 0) {
        waiter.refuse();
      } else if (waiter.admit()) {
        left--;
      }
    }
  }

  /** Ends; whoever waits then waits in vain, until its time is over. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
