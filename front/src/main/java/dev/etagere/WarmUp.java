package dev.etagere;

import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the connections ready before the first call: names looked up, credentials fetched, secrets
 * agreed on. All locations at once, a request for each connection.
 */
final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int MOST = 64;
  private static final String KEY = "etagere-warm-up";

  private final int connections;
  private final StoreSettings settings;

  WarmUp(int connections, StoreSettings settings) {
    this.connections = connections;
    this.settings = settings;
  }

  static int require(int connections) {
    if (connections < 1 || connections > MOST) {
      throw new IllegalArgumentException(
          "1 to " + MOST + " connections can be opened ahead, not " + connections);
    }
    return connections;
  }

  /** Returns when all have answered, or after 3 s; what fails is left to the first call to tell. */
  void run(List<StoreBackend> locations) {
    List<Callable<Void>> requests = new ArrayList<>();
    for (StoreBackend location : locations) {
      requests.addAll(Collections.nCopies(connections, () -> look(location)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(requests.size(), WarmUp::thread);
    try {
      threads.invokeAll(requests, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      threads.shutdownNow();
    }
  }

  private Void look(StoreBackend location) {
    try {
      location.head(KEY, Deadline.after(LIMIT, settings.ambient()));
    } catch (RuntimeException e) {
      log.debug("no connection to {} was opened ahead", location.location(), e);
    }
    return null;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "etagere-warm-up");
    thread.setDaemon(true);
    return thread;
  }
}
