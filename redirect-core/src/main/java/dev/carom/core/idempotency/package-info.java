/**
 * Requests that are made again when nobody knows what became of them. An {@link
 * dev.carom.core.idempotency.IdempotentRequest} that a thread works for has stores keep its answer
 * in the transaction of what it changes, and an {@link dev.carom.core.idempotency.IdempotentBatch}
 * how far a bulk request has come; {@link dev.carom.core.idempotency.AnswerStore} is the port to
 * where both are kept.
 */
@NullMarked
package dev.carom.core.idempotency;

import org.jspecify.annotations.NullMarked;
