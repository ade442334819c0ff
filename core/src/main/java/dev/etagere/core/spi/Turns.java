package dev.etagere.core.spi;

import dev.etagere.core.UnavailableException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One thread at a time for a key, first come first served. A key nobody waits for takes no memory.
 */
final class Turns {
  private final ConcurrentHashMap<String, Queue> queues = new ConcurrentHashMap<>();

  /** Waits for this thread's turn; {@link Turn#end} ends it. */
  Turn take(String key, Deadline deadline) throws InterruptedException {
    Queue queue =
        queues.compute(
            key,
            (k, present) -> {
              Queue q = present == null ? new Queue() : present;
              q.users++;
              return q;
            });
    boolean mine = false;
    try {
      if (queue.lock.isHeldByCurrentThread()) {
        throw new IllegalStateException(
            "the function of an update of '" + key + "' must not update the same key");
      }
      // With a time the lock keeps to its order; without one it would let this thread barge in.
      mine = queue.lock.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (!mine) {
        leave(key);
      }
    }
    if (!mine) {
      throw new UnavailableException(
          key,
          "update of '"
              + key
              + "' waited "
              + deadline
              + " for other threads of this process and changed nothing; try again",
          null);
    }
    return () -> {
      queue.lock.unlock();
      leave(key);
    };
  }

  private void leave(String key) {
    queues.computeIfPresent(key, (k, q) -> --q.users == 0 ? null : q);
  }

  /** How many keys somebody holds or waits for. */
  int size() {
    return queues.size();
  }

  /** A turn, until it ends. */
  interface Turn {
    void end();
  }

  private static final class Queue {
    private final ReentrantLock lock = new ReentrantLock(true);
    private int users;
  }
}
