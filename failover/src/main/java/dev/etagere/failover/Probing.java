package dev.etagere.failover;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Tries locations whose breaker is open, each when its wait is over, on one daemon thread. */
final class Probing implements AutoCloseable {
  private final HealthProbe probe;
  private final Ambient ambient;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<LocationHealth, Future<?>> planned = new HashMap<>();

  Probing(HealthProbe probe, Ambient ambient) {
    this.probe = probe;
    this.ambient = ambient;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "etagere-probes");
              thread.setDaemon(true);
              return thread;
            });
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Tries it when its wait is over, and again until its breaker has closed or opened. */
  synchronized void later(LocationHealth health) {
    Future<?> before = planned.remove(health);
    if (before != null) {
      before.cancel(false);
    }
    long left = health.untilTrial().toNanos();
    try {
      planned.put(health, timer.schedule(() -> tryOut(health), left, TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      // Closed: nobody wants to know any more.
    }
  }

  private void tryOut(LocationHealth health) {
    if (health.state() == BreakerState.CLOSED) {
      return;
    }
    if (!health.mayTry()) {
      later(health); // the timer was a moment early
      return;
    }
    long began = ambient.nanoTime();
    try {
      probe.probe(health.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (Exception | Error e) { // whatever it is, it must be tried again
      health.failed(Trouble.UNREACHABLE, e); // opens: comes back here by way of the router
      return;
    }
    health.succeeded(Duration.ofNanos(ambient.nanoTime() - began));
    if (health.state() == BreakerState.HALF_OPEN) {
      later(health);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
