package dev.etagere.benchmarks.load;

import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Usage;
import dev.etagere.core.Ambient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** So many threads doing one thing over and over until the time is up. */
public final class Threads implements AutoCloseable {
  private final int count;
  private final ExecutorService pool;

  /** Makes the threads. */
  public Threads(int count) {
    this.count = count;
    this.pool =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread = new Thread(work, "load");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** One operation. */
  public interface Operation {
    /**
     * Does it, or gives it up when the time is up.
     *
     * @param thread which thread it is
     * @param end when the time is up, by {@link Ambient#nanoTime()}
     * @return whether it was done
     */
    boolean run(int thread, long end) throws Exception;
  }

  /** Works for about this long; what the least busy thread did is told as {@code least}. */
  public Measure round(long millis, Operation operation) throws Exception {
    Usage usage = new Usage();
    long end = Ambient.system().nanoTime() + millis * 1_000_000;
    List<Future<Long>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int thread = i;
      all.add(pool.submit(() -> until(end, thread, operation, usage)));
    }
    long done = 0;
    long least = Long.MAX_VALUE;
    for (Future<Long> one : all) {
      done += one.get();
      least = Math.min(least, one.get());
    }
    return usage.measure(done).with("least", least);
  }

  private static long until(long end, int thread, Operation operation, Usage usage)
      throws Exception {
    long[] done = {0};
    usage.<Exception>during(
        () -> {
          do {
            done[0] += operation.run(thread, end) ? 1 : 0;
          } while (Ambient.system().nanoTime() - end < 0);
        });
    return done[0];
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
