package dev.carom.redirect;

import dev.carom.core.link.EdgeKey;
import dev.carom.core.link.TargetUrl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Answers on their way out: an event loop's own memory, which one connection fills and empties in
 * one turn. They are put together on the heap, where copying is cheapest, and cross over to the
 * socket's memory in one copy however many they are.
 */
final class AnswerBuffer {

  /** More than any answer takes. */
  private static final int LONGEST_ANSWER = TargetUrl.MAX_BYTES + 2048;

  private static final int CAPACITY = 4 * LONGEST_ANSWER;

  private static final FastThreadLocal<AnswerBuffer> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected AnswerBuffer initialValue() {
          return new AnswerBuffer();
        }
      };

  private final byte[] bytes = new byte[CAPACITY];
  private int length;

  /** Returns the calling event loop's. */
  static AnswerBuffer ofThread() {
    return OF_THREAD.get();
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Whether another answer might not fit. */
  boolean isFull() {
    return length > CAPACITY - LONGEST_ANSWER;
  }

  AnswerBuffer append(byte[] more) {
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  AnswerBuffer append(TargetUrl target) {
    length = target.copyTo(bytes, length);
    return this;
  }

  AnswerBuffer append(EdgeKey key) {
    length = key.copyTo(bytes, length);
    return this;
  }

  /** Empties it, and returns what was in it. */
  ByteBuf take(ByteBufAllocator allocator) {
    ByteBuf taken = allocator.ioBuffer(length).writeBytes(bytes, 0, length);
    length = 0;
    return taken;
  }
}
