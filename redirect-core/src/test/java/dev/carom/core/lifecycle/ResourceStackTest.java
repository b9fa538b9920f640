package dev.carom.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ResourceStackTest {

  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final ResourceStack stack = new ResourceStack();

  @Test
  void closesInReverseOrderOnce() {
    stack.add("first", () -> closed.add("first"));
    Pool pool = stack.add(new Pool());

    stack.close();
    stack.close();

    assertThat(pool).isNotNull();
    assertThat(closed).containsExactly("pool", "first");
  }

  @Test
  void closesAllWhicheverFailAndKeepsEveryFailure() {
    IOException first = new IOException("first");
    AssertionError third = new AssertionError("third");
    stack.add("first", () -> fail(first));
    stack.add(new Pool());
    stack.add("third", () -> fail(third));

    Throwable thrown = catchThrowable(stack::close);

    assertThat(closed).containsExactly("pool");
    assertThat(thrown)
        .isInstanceOf(CloseException.class)
        .hasMessage("could not close third")
        .hasCause(third);
    assertThat(thrown.getSuppressed())
        .singleElement()
        .satisfies(next -> assertThat(next).hasMessage("could not close first").hasCause(first));
  }

  @Test
  void failedStartIsUnwound() {
    IllegalStateException failure = new IllegalStateException("port taken");

    Throwable thrown =
        catchThrowable(() -> {
          try (ResourceStack opening = new ResourceStack()) {
            opening.add(new Pool());
            opening.add("broken", () -> fail(new IOException("stuck")));
            throw failure;
          }
        });

    assertThat(closed).containsExactly("pool");
    assertThat(thrown).isSameAs(failure);
    assertThat(thrown.getSuppressed())
        .singleElement()
        .satisfies(next -> assertThat(next).hasMessage("could not close broken"));
  }

  @Test
  void releasedResourcesOutliveTheStart() {
    ResourceStack running;
    try (ResourceStack opening = new ResourceStack()) {
      opening.add(new Pool());
      running = opening.release();
    }
    assertThat(closed).isEmpty();

    running.add("last", () -> closed.add("last"));
    running.close();

    assertThat(closed).containsExactly("last", "pool");
    assertThatThrownBy(running::release).hasMessage("released a closed stack");
  }

  @Test
  void resourceAddedTooLateIsClosedAtOnce() {
    IOException failure = new IOException("stuck");
    stack.close();

    assertThatThrownBy(() -> stack.add(new Pool())).hasMessage("added to a closed stack: Pool");
    assertThat(closed).containsExactly("pool");
    assertThatThrownBy(() -> stack.add("late", () -> fail(failure)))
        .hasMessage("added to a closed stack: late")
        .hasSuppressedException(failure);
  }

  @Test
  void resourceMayCloseTheStackItLiesOn() {
    stack.add(new Pool());
    stack.add("self", stack);

    stack.close();

    assertThat(closed).containsExactly("pool");
  }

  @Test
  void interruptedStepLeavesTheOthersUndisturbedAndTheThreadInterrupted() {
    stack.add("first", () -> closed.add("interrupted " + Thread.currentThread().isInterrupted()));
    stack.add("second", () -> fail(new InterruptedException()));

    Throwable thrown = catchThrowable(stack::close);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).hasMessage("could not close second");
    assertThat(closed).containsExactly("interrupted false");
  }

  @Test
  void concurrentUseClosesEachResourceOnce() {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 500; round++) {
        ResourceStack shared = new ResourceStack();
        closed.clear();
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          work.add(threads.submit(() -> addWhetherClosedOrNot(shared)));
          work.add(threads.submit(i == 7 ? shared::close : () -> addWhetherClosedOrNot(shared)));
        }
        assertThat(work).allSatisfy(w -> assertThat(w).succeedsWithin(Duration.ofSeconds(10)));
        shared.close();
        assertThat(closed).hasSize(23);
      }
    }
  }

  private void addWhetherClosedOrNot(ResourceStack shared) {
    try {
      shared.add("pool", new Pool());
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("added to a closed stack: pool");
    }
  }

  private static void fail(Throwable failure) throws Exception {
    switch (failure) {
      case Exception e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalArgumentException(failure);
    }
  }

  private final class Pool implements AutoCloseable {
    @Override
    public void close() {
      closed.add("pool");
    }
  }
}
