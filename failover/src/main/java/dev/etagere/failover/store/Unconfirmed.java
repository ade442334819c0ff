package dev.etagere.failover.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.Version;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys this process wrote at the second location and has not seen at the first since: there an
 * older state may still be shown, which would be stale without a word. Holds {@value #MAX_KEYS}
 * keys at the most, the newest ones. Safe for use by many threads.
 */
final class Unconfirmed {
  private static final int MAX_KEYS = 10_000;

  private final Duration limit;
  private final Ambient ambient;
  private final Map<String, Write> writes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Write> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /** A write, or a delete where there is no version. */
  private record Write(@Nullable Version version, long endNanos) {
    boolean shownBy(@Nullable ObjectInfo there) {
      if (version == null || there == null) {
        return version == null && there == null;
      }
      Version now = there.version();
      return now.equals(version) || now.lineage().reachesDownTo(version);
    }
  }

  Unconfirmed(Duration limit, Ambient ambient) {
    this.limit = limit;
    this.ambient = ambient;
  }

  /** Whether there is nothing to watch: the usual case, told without a lock's wait. */
  synchronized boolean isEmpty() {
    return writes.isEmpty();
  }

  /** The second location took a write, or a delete if the version is {@code null}. */
  synchronized void add(String key, @Nullable Version version) {
    writes.remove(key);
    writes.put(key, new Write(version, ambient.nanoTime() + limit.toNanos()));
  }

  /** Whether the first location may still show an older state than this process wrote. */
  synchronized boolean watches(String key) {
    Write write = writes.get(key);
    if (write != null && write.endNanos() - ambient.nanoTime() <= 0) {
      writes.remove(key);
      return false;
    }
    return write != null;
  }

  /** Whether what this process did at the second location was to delete. */
  synchronized boolean deleted(String key) {
    Write write = writes.get(key);
    return write != null && write.version() == null;
  }

  /** What the first location shows now; the watch ends when that is the write, or built on it. */
  synchronized boolean caughtUp(String key, @Nullable ObjectInfo there) {
    Write write = writes.get(key);
    boolean shown = write == null || write.shownBy(there);
    if (shown) {
      writes.remove(key);
    }
    return shown;
  }

  /** The first location took a newer write. */
  synchronized void overwritten(String key) {
    writes.remove(key);
  }
}
