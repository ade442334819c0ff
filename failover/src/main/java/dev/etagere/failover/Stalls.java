package dev.etagere.failover;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks after bodies that are being read, and timers of calls, on one daemon thread. For the
 * clients and the store over two locations; safe for use by many threads.
 */
public final class Stalls {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  /** By how often they look: as many as there are clients with limits of their own. */
  private static final Map<Long, Ticker> TICKERS = new ConcurrentHashMap<>();

  private Stalls() {}

  /** What is looked after. */
  public interface Watched {
    /** Looks whether it stands still; {@code false} once it need not be looked at any more. */
    boolean look();
  }

  /** A body that is looked after, until then. */
  public interface Watch {
    /** It need not be looked at any more; may be said again. */
    void end();
  }

  /** Looks twice in each such time, until told to stop, or the stream is forgotten. */
  public static Watch watch(Watched stream, Duration stall) {
    long every = Math.max(1, stall.toNanos() / 2);
    return TICKERS.computeIfAbsent(every, nanos -> new Ticker(TIMER, nanos)).watch(stream);
  }

  /** Runs it on that thread when so much time has passed, so it must be short. */
  public static Future<?> after(Duration time, Runnable what) {
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
