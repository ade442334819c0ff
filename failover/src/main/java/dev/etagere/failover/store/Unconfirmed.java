package dev.etagere.failover.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.Version;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys this process wrote at the second location, or perhaps wrote, and has not seen at the
 * first since: there an older state may still be shown, which would be stale without a word. Holds
 * {@value #MAX_KEYS} keys at the most, the newest ones. Safe for use by many threads.
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

  /**
   * A write.
   *
   * @param version {@code null} for a delete, and where it is not known
   * @param doubtful whether it may not have been applied
   */
  record Write(@Nullable Version version, boolean doubtful, long endNanos) {
    boolean deleted() {
      return version == null && !doubtful;
    }

    /** Whether a location that shows this has it. */
    boolean shownBy(@Nullable ObjectInfo there) {
      if (version == null || there == null) {
        return deleted() && there == null;
      }
      Version now = there.version();
      return now.equals(version) || now.lineage().reachesDownTo(version);
    }
  }

  Unconfirmed(Duration limit, Ambient ambient) {
    this.limit = limit;
    this.ambient = ambient;
  }

  /** The second location took a write, or a delete if the version is {@code null}. */
  synchronized void add(String key, @Nullable Version version) {
    put(key, new Write(version, false, end()));
  }

  /** The second location may have taken a write. */
  synchronized void addDoubtful(String key) {
    put(key, new Write(null, true, end()));
  }

  private void put(String key, Write write) {
    writes.remove(key);
    writes.put(key, write);
  }

  private long end() {
    return ambient.nanoTime() + limit.toNanos();
  }

  /**
   * What the first location may not show yet, though this process wrote it; else {@code null}, the
   * usual case.
   */
  synchronized @Nullable Write of(String key) {
    Write write = writes.isEmpty() ? null : writes.get(key);
    if (write != null && write.endNanos() - ambient.nanoTime() <= 0) {
      writes.remove(key);
      return null;
    }
    return write;
  }

  /** The first location shows it, unless there is a newer one by now. */
  synchronized void shown(String key, Write write) {
    writes.remove(key, write);
  }

  /** The first location took a newer write. */
  synchronized void overwritten(String key) {
    writes.remove(key);
  }

  /**
   * Whether a page of a listing of the first location may lack what this process wrote under the
   * prefix. What the page shows is not watched any more.
   */
  synchronized boolean mayLack(String prefix, List<ListEntry> page) {
    if (writes.isEmpty()) {
      return false;
    }
    Map<String, Version> shown = new HashMap<>();
    for (ListEntry entry : page) {
      if (entry instanceof ListEntry.ObjectEntry object) {
        shown.put(object.key(), object.version());
      }
    }
    long now = ambient.nanoTime();
    writes
        .entrySet()
        .removeIf(
            e ->
                e.getValue().endNanos() - now <= 0
                    || (e.getValue().version() != null
                        && Objects.equals(e.getValue().version(), shown.get(e.getKey()))));
    return writes.keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }
}
