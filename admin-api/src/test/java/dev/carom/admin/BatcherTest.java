package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BatcherTest {

  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
  private static final String BAD = "bad";

  private final Semaphore begun = new Semaphore(0);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
  private final Batcher<String, String, String> batcher = new Batcher<>(4, this::work);

  private List<String> work(List<String> wishes) {
    batches.add(wishes);
    begun.release();
    if (wishes.contains("slow")) {
      await(gate);
    }
    if (wishes.contains(BAD)) {
      throw new IllegalStateException(BAD);
    }
    return wishes.stream().map(wish -> wish + "!").toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private CompletableFuture<String> start(String key, String wish) {
    return CompletableFuture.supplyAsync(() -> batcher.call(key, wish), THREADS);
  }

  /** Starts what is to come while something is being done, one after the other. */
  private List<CompletableFuture<String>> startBehind(String key, List<String> wishes)
      throws InterruptedException {
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (String wish : wishes) {
      int before = batcher.waiting(key);
      calls.add(start(key, wish));
      while (batcher.waiting(key) == before) {
        Thread.sleep(Duration.ofMillis(1));
      }
    }
    return calls;
  }

  @Test
  void whoIsAloneIsDoneAlone() {
    assertThat(batcher.call("a", "1")).isEqualTo("1!");
    assertThat(batcher.call("a", "2")).isEqualTo("2!");
    assertThat(batches).containsExactly(List.of("1"), List.of("2"));
    assertThat(batcher.waiting("a")).isZero();
  }

  @Test
  void whatComesMeanwhileIsDoneTogether() throws InterruptedException {
    CompletableFuture<String> slow = start("a", "slow");
    begun.acquire();
    List<CompletableFuture<String>> behind =
        startBehind("a", List.of("1", "2", "3", "4", "5", "6"));
    assertThat(batches).containsExactly(List.of("slow"));
    gate.countDown();
    assertThat(slow.join()).isEqualTo("slow!");
    assertThat(behind.stream().map(CompletableFuture::join))
        .containsExactly("1!", "2!", "3!", "4!", "5!", "6!");
    assertThat(batches)
        .containsExactly(List.of("slow"), List.of("1", "2", "3", "4"), List.of("5", "6"));
  }

  @Test
  void otherKeysDoNotWait() throws InterruptedException {
    CompletableFuture<String> slow = start("a", "slow");
    begun.acquire();
    assertThat(batcher.call("b", "1")).isEqualTo("1!");
    gate.countDown();
    slow.join();
  }

  @Test
  void aBatchFailsForEachAndNoOther() throws InterruptedException {
    CompletableFuture<String> slow = start("a", "slow");
    begun.acquire();
    List<CompletableFuture<String>> behind = startBehind("a", List.of("1", BAD, "3", "4", "5"));
    gate.countDown();
    assertThat(slow.join()).isEqualTo("slow!");
    for (CompletableFuture<String> call : behind.subList(0, 4)) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(call::join)
          .havingRootCause()
          .isInstanceOf(IllegalStateException.class)
          .withMessage(BAD);
    }
    assertThat(behind.getLast().join()).isEqualTo("5!");
    assertThatIllegalStateException().isThrownBy(() -> batcher.call("a", BAD)).withMessage(BAD);
    assertThat(batcher.call("a", "6")).isEqualTo("6!");
  }
}
