package dev.etagere.core.spi;

import dev.etagere.core.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the parts of one large transfer, a bounded number at once and until its deadline. The first
 * failure cancels the rest, and {@link #close} waits until none is under way, 2 minutes at most: as
 * long as a part may take that does not notice that it was cancelled.
 */
public final class Parallel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Parallel.class);
  private static final AtomicInteger THREADS = new AtomicInteger();
  private static final Duration CLOSE_LIMIT = Duration.ofMinutes(2);

  private final CompletionService<Void> tasks;
  private final @Nullable ExecutorService own;
  private final int atOnce;
  private final Deadline deadline;
  private final StoreSettings settings;
  private final Duration closeLimit;
  private final List<Future<Void>> underWay = new ArrayList<>();
  private final Object runningLock = new Object();
  private int running;
  private boolean closed;

  /** Takes the caller's executor from the settings, or makes one. */
  public Parallel(StoreSettings settings, Deadline deadline) {
    this(settings, settings.parallelism(), deadline);
  }

  /** The same with another number at once than the settings say. */
  public Parallel(StoreSettings settings, int atOnce, Deadline deadline) {
    this(settings, atOnce, deadline, CLOSE_LIMIT);
  }

  Parallel(StoreSettings settings, int atOnce, Deadline deadline, Duration closeLimit) {
    this.settings = settings;
    this.atOnce = atOnce;
    this.deadline = deadline;
    this.closeLimit = closeLimit;
    Executor given = settings.executor();
    own = given == null ? Executors.newFixedThreadPool(atOnce, Parallel::thread) : null;
    tasks = new ExecutorCompletionService<>(own == null ? given : own);
  }

  /**
   * Starts a task; waits first while as many as allowed are under way. Throws what a task threw.
   *
   * @throws UnavailableException if no task ended by the deadline, as when the caller's executor
   *     does not run them
   */
  public void run(Callable<Void> task) throws InterruptedException {
    awaitRoom();
    underWay.add(tasks.submit(() -> counted(task)));
  }

  /** A cancelled task counts as done while it still runs, so those that run are counted here. */
  private @Nullable Void counted(Callable<Void> task) throws Exception {
    synchronized (runningLock) {
      if (closed) {
        return null;
      }
      running++;
    }
    try {
      return task.call();
    } finally {
      synchronized (runningLock) {
        running--;
        runningLock.notifyAll();
      }
    }
  }

  /**
   * Waits while as many as allowed are under way, so that the next one's body need not be in
   * memory.
   */
  public void awaitRoom() throws InterruptedException {
    while (underWay.size() >= atOnce) {
      awaitOne();
    }
  }

  /** Waits for all tasks. Throws what a task threw. */
  public void await() throws InterruptedException {
    while (!underWay.isEmpty()) {
      awaitOne();
    }
  }

  private void awaitOne() throws InterruptedException {
    Future<Void> done = tasks.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    if (done == null) {
      throw new UnavailableException(
          null,
          "no part of a transfer ended within "
              + deadline
              + "; try again later, and if an executor was given to the store see that it has"
              + " threads left",
          null);
    }
    underWay.removeIf(task -> task == done);
    try {
      done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("a part of a transfer failed", e.getCause());
    }
  }

  @Override
  public void close() {
    underWay.forEach(task -> task.cancel(true));
    if (own != null) {
      own.shutdownNow();
    }
    awaitRunning();
  }

  /** An interrupt does not leave a task behind; one that never ends is left, and said to be. */
  private void awaitRunning() {
    boolean interrupted = false;
    Deadline end = Deadline.after(closeLimit, settings.ambient());
    synchronized (runningLock) {
      closed = true;
      while (running > 0) {
        if (end.passed()) {
          log.warn("{} parts of a transfer that has ended go on, though cancelled", running);
          break;
        }
        try {
          runningLock.wait(Math.max(1, end.remaining().toMillis()));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "etagere-transfer-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
