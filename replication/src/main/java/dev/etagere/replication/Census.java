package dev.etagere.replication;

import dev.etagere.core.StoreException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the objects of a site by listing it on a thread of its own, so that a long copy can say
 * how much is left. Costs a list request for each thousand keys. Safe for use by many threads;
 * close it.
 */
public final class Census implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Census.class);

  private final AtomicLong objects = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean complete;
  private volatile boolean closed;

  private Census() {}

  /** Starts to count. */
  public static Census start(Site site) {
    Census census = new Census();
    Thread thread = new Thread(() -> census.count(site), "etagere-census");
    thread.setDaemon(true);
    thread.start();
    return census;
  }

  private void count(Site site) {
    try {
      for (Walk walk = new Walk(site, null); !closed && walk.hasNext(); ) {
        bytes.addAndGet(walk.next().size());
        objects.incrementAndGet();
      }
      complete = !closed;
    } catch (StoreException e) {
      // The copy meets the same and tells it; without a count there is only no time left to show.
      log.debug("the objects could not be counted", e);
    }
  }

  /** How many were counted so far. */
  public long objects() {
    return objects.get();
  }

  /** Their bytes. */
  public long bytes() {
    return bytes.get();
  }

  /** Whether all are counted. */
  public boolean isComplete() {
    return complete;
  }

  /** Ends it at the next key. */
  @Override
  public void close() {
    closed = true;
  }
}
