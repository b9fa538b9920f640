package dev.carom.core.idempotency;

import dev.carom.core.link.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Where answers are kept for {@value #KEPT_HOURS} hours: the port to the truth. The stores of what
 * is changed keep them by themselves, for the {@linkplain IdempotentRequest#current request} that
 * their thread works for.
 *
 * <p>Every method may block, can be called by any thread, and throws {@link StoreException} if the
 * store cannot be reached or does not answer in time.
 */
public interface AnswerStore {

  int KEPT_HOURS = 24;

  /** Returns the answer to the first request with this key, or null if there is none. */
  @Nullable KeptAnswer find(IdempotentRequest request);

  /**
   * Keeps the answer to a request that changed nothing.
   *
   * @throws RepeatedException if its key has an answer by now
   */
  void keep(IdempotentRequest request, Answer answer);

  /**
   * Returns what is kept of a batch of a bulk request with a key, or null if it is new.
   *
   * @param id the key's, as {@link IdempotentBatch} has it
   * @param firstLine of the batch
   */
  IdempotentBatch.@Nullable Kept find(String id, long firstLine);

  /**
   * Keeps that a batch was done to its end.
   *
   * @param refused the lines that were refused, and why, in JSON
   * @throws RepeatedException if another request with the key has come to the same lines
   */
  void keep(IdempotentBatch batch, String refused);
}
