package dev.etagere.replication;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last key up to which everything is done, while keys are dealt with side by side. It stops for
 * good before the first that failed. Safe for use by many threads.
 */
final class Watermark {
  private final TreeMap<Long, String> underWay = new TreeMap<>();
  private final TreeMap<Long, String> done = new TreeMap<>();
  private long next;
  private @Nullable String key;

  Watermark(@Nullable String start) {
    this.key = start;
  }

  /** Begins a key, in the order of the keys. */
  synchronized long begin(String begun) {
    underWay.put(next, begun);
    return next++;
  }

  synchronized void end(long number, boolean ok) {
    String ended = underWay.get(number);
    if (!ok || ended == null) {
      // It stays under way, and nothing behind it counts.
      return;
    }
    underWay.remove(number);
    done.put(number, ended);
    long open = underWay.isEmpty() ? next : underWay.firstKey();
    Map<Long, String> behind = done.headMap(open);
    if (!behind.isEmpty()) {
      key = done.lowerEntry(open).getValue();
      behind.clear();
    }
  }

  synchronized @Nullable String key() {
    return key;
  }
}
