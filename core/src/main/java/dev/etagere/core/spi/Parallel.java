package dev.etagere.core.spi;

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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of one large transfer, a bounded number at once. The first failure cancels the
 * rest, and {@link #close} waits until none is under way.
 */
public final class Parallel implements AutoCloseable {
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final CompletionService<Void> tasks;
  private final @Nullable ExecutorService own;
  private final int atOnce;
  private final List<Future<Void>> underWay = new ArrayList<>();
  private final Object runningLock = new Object();
  private int running;
  private boolean closed;

  /** Takes the caller's executor from the settings, or makes one. */
  public Parallel(StoreSettings settings) {
    Executor given = settings.executor();
    own =
        given == null
            ? Executors.newFixedThreadPool(settings.parallelism(), Parallel::thread)
            : null;
    tasks = new ExecutorCompletionService<>(own == null ? given : own);
    atOnce = settings.parallelism();
  }

  /**
   * Starts a task; waits first while as many as allowed are under way. Throws what a task threw.
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
    Future<Void> done = tasks.take();
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

  /** Each task ends by the deadline of the transfer; an interrupt does not leave one behind. */
  private void awaitRunning() {
    boolean interrupted = false;
    synchronized (runningLock) {
      closed = true;
      while (running > 0) {
        try {
          runningLock.wait();
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
