package dev.etagere.core.spi;

import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Breaks a body off that is still being read when the deadline passes: a read that waits for bytes
 * that never come does not look at any clock.
 */
final class Watchdog {
  private static final long HEAD_SECONDS = 10;
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private Watchdog() {}

  /** Reads a body. */
  interface Reading<R> {
    R read() throws IOException;
  }

  /** Watches while the body is read. */
  static <R> R over(Fetched.Found found, Deadline deadline, Reading<R> reading) throws IOException {
    long left = deadline.remaining().toNanos();
    Future<?> bite = TIMER.schedule(found.breakOff(), left, TimeUnit.NANOSECONDS);
    try {
      return reading.read();
    } finally {
      bite.cancel(false);
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "etagere-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    // What comes first in the queue wakes the thread. With something there that is due sooner than
    // nearly every deadline, a read does not pay for a switch of threads.
    Future<?> unused =
        timer.scheduleWithFixedDelay(() -> {}, HEAD_SECONDS, HEAD_SECONDS, TimeUnit.SECONDS);
    return timer;
  }
}
