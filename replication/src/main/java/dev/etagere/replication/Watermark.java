package dev.etagere.replication;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last key up to which everything is done, while keys are dealt with side by side. It stops for
 * good before the first that is not settled. Safe for use by many threads.
 */
final class Watermark {
  private final TreeMap<Long, String> underWay = new TreeMap<>();
  private final TreeMap<Long, String> done = new TreeMap<>();
  private long next;
  private long stop = Long.MAX_VALUE;
  private @Nullable String key;

  Watermark(@Nullable String start) {
    this.key = start;
  }

  /** Begins a key, in the order of the keys. */
  synchronized long begin(String begun) {
    underWay.put(next, begun);
    return next++;
  }

  /**
   * Ends it.
   *
   * @param settled whether it need not be looked at again; if not, nothing behind it counts, nor is
   *     it remembered
   */
  synchronized void end(long number, boolean settled) {
    String ended = underWay.remove(number);
    if (!settled) {
      stop = Math.min(stop, number);
      done.tailMap(stop, true).clear();
    } else if (ended != null && number < stop) {
      done.put(number, ended);
    }
    long open = Math.min(stop, underWay.isEmpty() ? next : underWay.firstKey());
    Map<Long, String> behind = done.headMap(open);
    if (!behind.isEmpty()) {
      key = done.lowerEntry(open).getValue();
      behind.clear();
    }
  }

  /** How many keys it holds, which must not grow with their number. */
  synchronized int held() {
    return underWay.size() + done.size();
  }

  synchronized @Nullable String key() {
    return key;
  }
}
