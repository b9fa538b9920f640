package dev.carom.bench.load;

/** A bounded first-in, first-out queue of longs. Not thread-safe. */
final class LongQueue {

  private final long[] ring;
  private final int capacity;
  private int head;
  private int size;

  LongQueue(int capacity) {
    this.capacity = capacity;
    this.ring = new long[Math.max(1, Integer.highestOneBit(Math.max(1, capacity - 1)) << 1)];
  }

  /** Appends a value, or returns false if the queue is full. */
  boolean offer(long value) {
    if (size == capacity) {
      return false;
    }
    ring[(head + size++) & (ring.length - 1)] = value;
    return true;
  }

  /** Returns the first value of a queue that is not empty. */
  long peek() {
    return ring[head];
  }

  /** Takes the first value from a queue that is not empty. */
  long poll() {
    long first = ring[head];
    head = (head + 1) & (ring.length - 1);
    size--;
    return first;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }
}
