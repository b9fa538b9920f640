package dev.carom.core.idempotency;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request whose change is made once, however often it is sent: stores keep its answer with the
 * change, both or neither. For one thread at a time.
 */
public final class IdempotentRequest {

  private static final ScopedValue<IdempotentRequest> CURRENT = ScopedValue.newInstance();

  private final String id;
  private final String digest;
  private final AnswerRenderer renderer;
  private boolean kept;

  /**
   * @param id the SHA-256, in hexadecimal digits, of who sends it and of the key that they give it
   * @param digest that of what it asks for
   * @param renderer says how it is answered
   */
  public IdempotentRequest(String id, String digest, AnswerRenderer renderer) {
    this.id = id;
    this.digest = digest;
    this.renderer = renderer;
  }

  /** Returns the request that this thread works for, or null if it has no key, or there is none. */
  public static @Nullable IdempotentRequest current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /** Does the work that the request asks for. */
  public <T> T call(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  public String id() {
    return id;
  }

  public String digest() {
    return digest;
  }

  public AnswerRenderer renderer() {
    return renderer;
  }

  /** Notes that its answer belongs to a transaction, which will be committed or fail as a whole. */
  public void noteKept() {
    kept = true;
  }

  /** Whether the change has kept its answer; it has not if nothing was changed. */
  public boolean isKept() {
    return kept;
  }
}
