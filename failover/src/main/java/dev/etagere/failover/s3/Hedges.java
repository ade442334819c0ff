package dev.etagere.failover.s3;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The daemon threads of reads that may be asked twice; 64 at the most, none while idle. */
final class Hedges {
  private static final int MOST = 64;

  private final AtomicBoolean witness = new AtomicBoolean();
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          0,
          MOST,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "etagere-hedges");
            thread.setDaemon(true);
            return thread;
          });

  /** Runs it; {@code null} if every thread is busy. */
  @Nullable Future<?> run(Runnable work) {
    try {
      return pool.submit(work);
    } catch (RejectedExecutionException e) {
      return null;
    }
  }

  /** Whether the caller may leave a read running that nobody waits for; one does at a time. */
  boolean lendWitness() {
    return witness.compareAndSet(false, true);
  }

  void witnessIsBack() {
    witness.set(false);
  }

  void close() {
    pool.shutdown();
  }
}
