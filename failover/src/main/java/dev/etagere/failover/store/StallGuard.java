package dev.etagere.failover.store;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Breaks off a body whose reader has waited too long for a byte: a read that waits looks at no
 * clock. A reader that takes its time between reads is left alone. Looks in when the limit has
 * passed and again half of it later, so a stall ends after one and a half limits at the latest.
 */
final class StallGuard implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor TIMER = timer();
  private static final long NOT_READING = Long.MIN_VALUE;

  private final Ambient ambient;
  private final long limitNanos;
  private final Runnable breakOff;
  private final Future<?> looking;
  private volatile long readingSince = NOT_READING;
  private volatile boolean stalled;

  StallGuard(Duration limit, Ambient ambient, Runnable breakOff) {
    this.ambient = ambient;
    this.limitNanos = limit.toNanos();
    this.breakOff = breakOff;
    long half = Math.max(1, limitNanos / 2);
    this.looking = TIMER.scheduleWithFixedDelay(this::look, limitNanos, half, TimeUnit.NANOSECONDS);
  }

  void readBegins() {
    long now = ambient.nanoTime();
    readingSince = now == NOT_READING ? now + 1 : now;
  }

  void readEnds() {
    readingSince = NOT_READING;
  }

  boolean stalled() {
    return stalled;
  }

  private void look() {
    long since = readingSince;
    if (since != NOT_READING && ambient.nanoTime() - since >= limitNanos && !stalled) {
      stalled = true;
      breakOff.run();
    }
  }

  @Override
  public void close() {
    looking.cancel(false);
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "etagere-stalls");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
