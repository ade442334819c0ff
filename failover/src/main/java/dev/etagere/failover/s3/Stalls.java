package dev.etagere.failover.s3;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks after bodies that are being read, and timers of calls, on one daemon thread. */
final class Stalls {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  /** By how often they look: as many as there are clients with limits of their own. */
  private static final Map<Long, Ticker> TICKERS = new ConcurrentHashMap<>();

  private Stalls() {}

  /** What is looked after. */
  interface Watched {
    /** Looks whether it stands still; {@code false} once it need not be looked at any more. */
    boolean look();
  }

  /** Looks twice in each such time, until told to stop, or the stream is forgotten. */
  static Ticker.Watch watch(Watched stream, Duration stall) {
    long every = Math.max(1, stall.toNanos() / 2);
    return TICKERS.computeIfAbsent(every, nanos -> new Ticker(TIMER, nanos)).watch(stream);
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
