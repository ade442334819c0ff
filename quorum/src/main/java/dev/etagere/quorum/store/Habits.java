package dev.etagere.quorum.store;

import dev.etagere.core.spi.Deadline;
import dev.etagere.quorum.Lease;
import dev.etagere.quorum.Token;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How this process writes the keys it wrote last: whether it is the only one, and the sticky terms
 * it leads. What is forgotten here costs a round trip, no more. Safe for use by many threads.
 */
final class Habits {
  private static final int MOST_KEYS = 10_000;

  private final Map<String, Habit> habits =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Habit> eldest) {
          return size() > MOST_KEYS;
        }
      };

  synchronized Habit of(String key) {
    return habits.computeIfAbsent(key, k -> new Habit());
  }

  /** Of one key. */
  static final class Habit {
    private static final int MOST_PATIENCE = 1_024;

    private int inARow;
    private long lastSeq = -1;
    private int patience = 1;
    private boolean taken;
    private @Nullable Lease lease;

    /** How many writes this process made without another's between them. */
    synchronized int inARow() {
      return inARow;
    }

    /** How many times longer it waits before it leads again: it was outbid so often. */
    synchronized int patience() {
      return patience;
    }

    /**
     * The lease, if this process leads the key, for one write at a time; waits for its turn until
     * the deadline. Whoever got one says {@link #ended} with what is left of it.
     */
    synchronized @Nullable Lease take(Deadline deadline) throws InterruptedException {
      while (taken && !deadline.passed()) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remaining().toNanos()));
      }
      Lease mine = taken ? null : lease;
      if (mine != null) {
        taken = true;
        lease = null;
      }
      return mine;
    }

    /**
     * A write ended.
     *
     * @param before the lease it had
     * @param committed what it wrote; {@code null} if it did not, or nobody knows
     * @param after the lease it leaves
     */
    synchronized void ended(
        @Nullable Lease before, @Nullable Token committed, @Nullable Lease after) {
      if (committed != null) {
        inARow = committed.seq() == lastSeq + 1 ? inARow + 1 : 1;
        lastSeq = committed.seq();
      } else {
        inARow = 0;
      }
      if (before != null) {
        taken = false;
        patience = after == null ? Math.min(MOST_PATIENCE, patience * 2) : patience;
        notifyAll();
      }
      if (after != null && (lease == null || lease.term().compareTo(after.term()) < 0)) {
        lease = after;
      }
    }
  }
}
