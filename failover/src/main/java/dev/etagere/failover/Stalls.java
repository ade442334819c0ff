package dev.etagere.failover;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks after bodies that are being read, and timers of calls, on one daemon thread. For the
 * clients and the store over two locations; safe for use by many threads.
 */
public final class Stalls {
  private static final int MOST_ENDING = 256;

  private static final ScheduledThreadPoolExecutor TIMER = timer();
  private static final ThreadPoolExecutor ENDING = ending();

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
    return after(time.toNanos(), TimeUnit.NANOSECONDS, what);
  }

  /** The same. */
  public static ScheduledFuture<?> after(long time, TimeUnit unit, Runnable what) {
    return TIMER.schedule(what, time, unit);
  }

  /**
   * Runs what may take its time, such as closing what another thread is blocked in, on a daemon
   * thread of its own: not on the timer's, and not in a pool that a program's own calls can fill.
   */
  public static void breakOff(Runnable what) {
    try {
      ENDING.execute(what);
    } catch (RejectedExecutionException e) {
      TIMER.execute(what); // better late than never
    }
  }

  private static ThreadPoolExecutor ending() {
    return new ThreadPoolExecutor(
        0, MOST_ENDING, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Stalls::thread);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "etagere-stalls");
    thread.setDaemon(true);
    return thread;
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Stalls::thread);
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true); // no thread while nothing is looked after
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
