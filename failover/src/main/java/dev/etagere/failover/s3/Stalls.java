package dev.etagere.failover.s3;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks after bodies that are being read, and timers of calls, on one daemon thread. */
final class Stalls {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private Stalls() {}

  /** What is looked after. */
  interface Watched {
    /** Looks whether it stands still; {@code false} once it need not be looked at any more. */
    boolean look();
  }

  /** Looks twice in each such time, until told to stop, or the stream is forgotten. */
  static Future<?> watch(Watched stream, Duration stall) {
    WeakReference<Watched> weak = new WeakReference<>(stream);
    long every = Math.max(1, stall.toNanos() / 2);
    return TIMER.scheduleWithFixedDelay(
        () -> {
          Watched alive = weak.get();
          if (alive == null || !alive.look()) {
            throw new IllegalStateException("over"); // ends the repetition
          }
        },
        every,
        every,
        TimeUnit.NANOSECONDS);
  }

  static Future<?> after(Duration time, Runnable what) {
    return TIMER.schedule(what, time.toNanos(), TimeUnit.NANOSECONDS);
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
