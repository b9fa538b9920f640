package dev.carom.admin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Does at once what threads ask for at the same time, as databases commit in groups: who asks while
 * nothing is being done begins, and what is asked for meanwhile is done together by the first of
 * those who wait. Nobody waits for company, so a thread that is alone is as fast as without this;
 * under load, batches grow by themselves. What can be done together has the same key, and of each
 * key there is one batch at a time: two at once would be half as large.
 *
 * <p>What a batch does begins after everything in it was asked for. A batch that fails has failed
 * for each. Usable by any thread; how many wait is bounded by how many threads ask.
 *
 * @param <K> what can be done together is known by
 * @param <T> what is asked for
 * @param <R> what comes of it
 */
final class Batcher<K, T, R> {

  private final int maxSize;
  private final Function<List<T>, List<R>> work;

  /** Who waits for the batches that are being done, by their keys. */
  private final Map<K, Queue<Call<T, R>>> waiting = new HashMap<>();

  /** What a thread asks for; {@code turn} tells whether it shall do it itself. */
  private record Call<T, R>(T wish, CompletableFuture<Boolean> turn, CompletableFuture<R> result) {

    private Call(T wish) {
      this(wish, new CompletableFuture<>(), new CompletableFuture<>());
    }
  }

  /**
   * @param maxSize of a batch
   * @param work does a batch, and returns what came of each in its order
   */
  Batcher(int maxSize, Function<List<T>, List<R>> work) {
    this.maxSize = maxSize;
    this.work = work;
  }

  /** Does what is asked for, perhaps with others, and returns what came of it. */
  R call(K key, T wish) {
    Call<T, R> call = new Call<>(wish);
    if (begins(key, call) || call.turn.join()) {
      run(key, call);
    }
    try {
      return call.result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private synchronized boolean begins(K key, Call<T, R> call) {
    Queue<Call<T, R>> behind = waiting.putIfAbsent(key, new ArrayDeque<>());
    if (behind != null) {
      behind.add(call);
    }
    return behind == null;
  }

  private void run(K key, Call<T, R> first) {
    List<Call<T, R>> batch = batch(key, first);
    try {
      List<R> results = work.apply(batch.stream().map(Call::wish).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).result.complete(results.get(i));
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(call -> call.result.completeExceptionally(e));
      throw e;
    } finally {
      next(key);
      batch.forEach(call -> call.turn.complete(false));
    }
  }

  private synchronized List<Call<T, R>> batch(K key, Call<T, R> first) {
    Queue<Call<T, R>> behind = behind(key);
    List<Call<T, R>> batch = new ArrayList<>();
    batch.add(first);
    while (batch.size() < maxSize && !behind.isEmpty()) {
      batch.add(behind.remove());
    }
    return batch;
  }

  /** Has the first of those who wait begin. */
  private synchronized void next(K key) {
    Call<T, R> first = behind(key).poll();
    if (first == null) {
      waiting.remove(key);
    } else {
      first.turn.complete(true);
    }
  }

  /** How many wait for a batch of a key. */
  synchronized int waiting(K key) {
    Queue<Call<T, R>> behind = waiting.get(key);
    return behind == null ? 0 : behind.size();
  }

  private Queue<Call<T, R>> behind(K key) {
    return Objects.requireNonNull(waiting.get(key), "whoever does a batch has those behind it");
  }
}
