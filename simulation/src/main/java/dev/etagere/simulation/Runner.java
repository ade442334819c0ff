package dev.etagere.simulation;

import dev.etagere.core.Ambient;
import dev.etagere.quorum.Mutant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs histories, one seed after the other, on all processors. */
final class Runner {
  /**
   * What came of many histories.
   *
   * @param first one of those with a fault, or {@code null}
   */
  record Result(long histories, long operations, long violations, @Nullable History first) {
    @Override
    public String toString() {
      return "histories=" + histories + " operations=" + operations + " violations=" + violations;
    }
  }

  private final long seed;
  private final @Nullable Mutant mutant;
  private final Ambient ambient = Ambient.system();
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong histories = new AtomicLong();
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong violations = new AtomicLong();
  private final AtomicReference<@Nullable History> first = new AtomicReference<>();

  Runner(long seed, @Nullable Mutant mutant) {
    this.seed = seed;
    this.mutant = mutant;
  }

  /** The seed of one history of a run: what {@code --replay} takes. */
  static long seedOf(long seed, long index) {
    return seed + index * 0x9E3779B97F4A7C15L;
  }

  /** Until the time is over, so many histories are done, or (if asked) one has a fault. */
  Result run(Duration time, long most, boolean untilFault, int threads) {
    long end = ambient.nanoTime() + time.toNanos();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(() -> work(end, most, untilFault), "histories-" + i);
      thread.setDaemon(true);
      thread.start();
      all.add(thread);
    }
    all.forEach(Runner::join);
    return new Result(histories.get(), operations.get(), violations.get(), first.get());
  }

  private void work(long end, long most, boolean untilFault) {
    while (ambient.nanoTime() - end < 0 && !(untilFault && first.get() != null)) {
      long index = next.getAndIncrement();
      if (index >= most) {
        return;
      }
      History history = history(seedOf(seed, index));
      histories.incrementAndGet();
      operations.addAndGet(history.ops().size());
      if (history.fault() != null) {
        violations.incrementAndGet();
        first.compareAndSet(null, history);
      }
    }
  }

  /** Code that breaks is a violation as well, of which nothing is drawn. */
  private History history(long of) {
    try {
      return new World(of, mutant, new Trace(false)).run();
    } catch (IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException
        | NullPointerException e) {
      return new History(of, List.of(), new BitSet(), "broke: " + e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
