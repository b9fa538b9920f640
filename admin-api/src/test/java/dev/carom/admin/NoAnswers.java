package dev.carom.admin;

import dev.carom.core.idempotency.Answer;
import dev.carom.core.idempotency.AnswerStore;
import dev.carom.core.idempotency.IdempotentBatch;
import dev.carom.core.idempotency.IdempotentRequest;
import dev.carom.core.idempotency.KeptAnswer;
import org.jspecify.annotations.Nullable;

/** For a server whose requests have no key. */
final class NoAnswers implements AnswerStore {

  @Override
  public @Nullable KeptAnswer find(IdempotentRequest request) {
    throw new AssertionError("a request has a key");
  }

  @Override
  public IdempotentBatch.@Nullable Kept find(String id, long firstLine) {
    throw new AssertionError("a request has a key");
  }

  @Override
  public void keep(IdempotentBatch batch, String refused) {
    throw new AssertionError("a request has a key");
  }

  @Override
  public void keep(IdempotentRequest request, Answer answer) {
    throw new AssertionError("a request has a key");
  }
}
