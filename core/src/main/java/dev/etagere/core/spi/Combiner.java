package dev.etagere.core.spi;

import dev.etagere.core.Revision;
import dev.etagere.core.Version;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the updates of one process that meet on a key as few writes as can be. What each key's
 * {@link UpdateLine} does is said there. A key that nobody updates takes no memory.
 */
final class Combiner {
  private static final long IDLE_SECONDS = 5;

  /**
   * Sends the writes of several callers: on the thread of one of them, its interrupt or deadline
   * would end the write of all. No more threads than keys that several update at once, and none
   * that is idle for long.
   */
  private static final Executor SENDERS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "etagere-updates");
            thread.setDaemon(true);
            return thread;
          });

  private final StoreBackend backend;
  private final StoreSettings settings;
  private final ConcurrentHashMap<String, UpdateLine> lines = new ConcurrentHashMap<>();

  Combiner(StoreBackend backend, StoreSettings settings) {
    this.backend = backend;
    this.settings = settings;
  }

  /** Calls the revision and stores what it makes, see {@code ObjectStore.revise}. */
  @Nullable Version run(String key, Revision revision, Deadline deadline) {
    UpdateLine line =
        lines.compute(
            key,
            (k, present) -> {
              UpdateLine l =
                  present == null ? new UpdateLine(k, backend, settings, SENDERS) : present;
              l.users++;
              return l;
            });
    try {
      return line.run(revision, deadline);
    } finally {
      lines.computeIfPresent(key, (k, l) -> --l.users == 0 ? null : l);
    }
  }

  /** How many keys somebody updates. */
  int size() {
    return lines.size();
  }
}
