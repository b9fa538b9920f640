package dev.carom.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.click.Click;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Admission.Follow;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Unavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClickLimitsTest {

  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  private static final String CURL = "curl/8.5.0";

  private final Store store = new Store();
  private ClickLimits limits = start(Duration.ofSeconds(20));

  /** Counts in memory; each statement waits until it may end. */
  private static final class Store implements LinkUses {
    final List<Integer> wishes = new CopyOnWriteArrayList<>();
    final Semaphore statements = new Semaphore(1_000_000, true);
    volatile boolean broken;
    private int left = 10;

    @Override
    public Taken take(long linkId, int wished) {
      wishes.add(wished);
      statements.acquireUninterruptibly();
      if (broken) {
        throw new StoreException("the store is away");
      }
      return taken(wished);
    }

    private synchronized Taken taken(int wished) {
      int granted = Math.min(wished, left);
      left -= granted;
      return new Taken(granted, left > 0);
    }
  }

  private ClickLimits start(Duration patience) {
    return ClickLimits.start(store, patience, new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    store.statements.release(1_000);
    limits.close();
  }

  private static Found link(long id) {
    return new Found(
        id, new TargetUrl("https://example.com/"), RedirectStatus.FOUND, Found.NEVER, true, 7);
  }

  private CompletableFuture<Resolution> ask(long link, @Nullable String userAgent, int flags) {
    return limits.admit(link(link), new Follow(userAgent, flags, System.nanoTime()));
  }

  private CompletableFuture<Resolution> follow(long link) {
    return ask(link, FIREFOX, 0);
  }

  @Test
  void peopleAreCountedAndOthersAreNot() {
    store.left = 2;
    assertThat(ask(1, CURL, 0).join()).isEqualTo(link(1));
    assertThat(ask(1, null, 0).join()).isEqualTo(link(1));
    assertThat(ask(1, "WhatsApp/2.23.20", 0).join()).isEqualTo(link(1));
    assertThat(ask(1, FIREFOX, Click.HEAD).join()).isEqualTo(link(1));
    assertThat(follow(1).join()).isEqualTo(link(1));
    assertThat(follow(1).join()).isEqualTo(link(1));
    assertThat(follow(1).join()).isEqualTo(new Gone(7));
    assertThat(ask(1, CURL, 0).join()).isEqualTo(new Gone(7));
    assertThat(store.wishes).containsExactly(0, 0, 0, 0, 1, 1, 1, 0);
  }

  @Test
  void aPrefetchIsNotAnsweredAndAsksNothing() {
    assertThat(ask(1, FIREFOX, Click.PREFETCH).join()).isInstanceOf(Unavailable.class);
    assertThat(store.wishes).isEmpty();
  }

  @Test
  void whoeverComesWhileAStatementRunsSharesTheNextAndOtherLinksDoNotWait() {
    store.statements.drainPermits();
    CompletableFuture<Resolution> first = follow(1);
    awaitHungStatements(1);
    List<CompletableFuture<Resolution>> next = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      next.add(follow(1));
    }
    CompletableFuture<Resolution> other = follow(2);
    awaitHungStatements(2);
    store.statements.release(2);
    assertThat(first.join()).isEqualTo(link(1));
    assertThat(other.join()).isEqualTo(link(2));
    store.statements.release();
    assertThat(next.stream().filter(answer -> answer.join() instanceof Found)).hasSize(8);
    assertThat(store.wishes).containsExactly(1, 1, 20);
  }

  private void awaitHungStatements(int statements) {
    Awaitility.await().until(() -> store.statements.getQueueLength() == statements);
  }

  @Test
  void aHungStoreIsNotWaitedForAndWhoHasLeftIsNotCounted() throws Exception {
    limits.close();
    limits = start(Duration.ofMillis(300));
    assertThat(ask(1, CURL, 0).get(20, TimeUnit.SECONDS)).as("the rules are read").isNotNull();
    store.statements.drainPermits();
    CompletableFuture<Resolution> hung = follow(1);
    awaitHungStatements(1);
    CompletableFuture<Resolution> late = follow(1);
    assertThat(hung.get(2, TimeUnit.SECONDS)).isInstanceOf(Unavailable.class);
    assertThat(late.get(2, TimeUnit.SECONDS)).isInstanceOf(Unavailable.class);
    store.statements.release(1_000);
    assertThat(follow(1).get(2, TimeUnit.SECONDS)).isEqualTo(link(1));
    assertThat(store.wishes).as("nobody asks for who has left").containsExactly(0, 1, 1);
  }

  @Test
  void aStoreThatIsAwayLeavesItInDoubtAndIsNotAskedForLong() {
    store.broken = true;
    for (int i = 0; i < 50; i++) {
      assertThat(follow(1).join()).isInstanceOf(Unavailable.class);
    }
    assertThat(store.wishes).hasSizeLessThan(20);
    store.broken = false;
    Awaitility.await().until(() -> follow(1).join() instanceof Found);
  }
}
