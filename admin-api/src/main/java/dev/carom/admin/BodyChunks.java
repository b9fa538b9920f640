package dev.carom.admin;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A request's body as it arrives, for a thread that may wait for it. It asks for a few chunks
 * ahead; what more there is stays with the sender.
 */
final class BodyChunks implements Subscriber<HttpObject> {

  private static final int PREFETCH = 8;

  /** What a wait for the body ended with. */
  sealed interface Chunk {

    /** The next bytes. */
    record Bytes(HttpData data) implements Chunk {}

    /** The body has been read to its end. */
    record End() implements Chunk {}

    /** Nothing has come in time. */
    record Nothing() implements Chunk {}

    /** The client has gone. */
    record Broken() implements Chunk {}
  }

  private final BlockingQueue<Chunk> arrived = new LinkedBlockingQueue<>();
  private volatile @Nullable Subscription subscription;

  /**
   * Waits for the next chunk.
   *
   * @param timeoutNanos for how long; 0 asks what is there already
   */
  Chunk next(long timeoutNanos) throws InterruptedException {
    Chunk chunk = arrived.poll(timeoutNanos, TimeUnit.NANOSECONDS);
    Subscription source = subscription;
    if (chunk instanceof Chunk.Bytes && source != null) {
      source.request(1);
    }
    return chunk == null ? new Chunk.Nothing() : chunk;
  }

  /** Wants no more. */
  void cancel() {
    Subscription source = subscription;
    if (source != null) {
      source.cancel();
    }
  }

  @Override
  public void onSubscribe(Subscription source) {
    subscription = source;
    source.request(PREFETCH);
  }

  @Override
  public void onNext(HttpObject object) {
    // Trailers are the other kind, and say nothing to us.
    arrived.add(new Chunk.Bytes(object instanceof HttpData data ? data : HttpData.empty()));
  }

  @Override
  public void onError(Throwable cause) {
    arrived.add(new Chunk.Broken());
  }

  @Override
  public void onComplete() {
    arrived.add(new Chunk.End());
  }
}
