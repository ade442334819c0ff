package dev.etagere.s3;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where the SDK keeps the time limits of requests, one for all clients that stores make. The SDK's
 * own, five threads for each client, holds a limit and its request until it would have been due,
 * though the answer came long before.
 */
final class Limits {
  /** They end requests, which takes no time but may wait for a lock of the HTTP client. */
  private static final int THREADS = 2;

  private static final long HEAD_SECONDS = 3;

  private static final ScheduledThreadPoolExecutor TIMER = make();

  private Limits() {}

  static ScheduledThreadPoolExecutor timer() {
    return TIMER;
  }

  private static ScheduledThreadPoolExecutor make() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "etagere-limits");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    // What comes first in the queue wakes a thread. With something there that is due sooner than
    // the limit of an ordinary request, a request does not pay for a switch of threads.
    Future<?> unused =
        timer.scheduleWithFixedDelay(() -> {}, HEAD_SECONDS, HEAD_SECONDS, TimeUnit.SECONDS);
    return timer;
  }
}
