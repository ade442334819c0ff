package dev.etagere.core;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Time and randomness, the only way to either: a test passes its own and decides both.
 *
 * <p>Elapsed time is measured with {@link #nanoTime()}, which no change of the wall clock disturbs;
 * {@link #now()} only labels things. Safe for use by many threads.
 */
public abstract class Ambient {
  /** For subclasses in tests. */
  protected Ambient() {}

  /** The clocks and the secure randomness of this machine. */
  public static Ambient system() {
    return OfMachine.INSTANCE;
  }

  /**
   * Like {@link #system()} with another wall clock and another source of randomness. The randomness
   * must be safe for use by many threads and must not repeat in another process: write ids come
   * from it.
   */
  public static Ambient of(Clock clock, RandomGenerator random) {
    return new OfMachine(clock, random);
  }

  /** Nanoseconds from some fixed moment, for differences only. */
  public abstract long nanoTime();

  /** The wall clock. */
  public abstract Instant now();

  /**
   * Waits.
   *
   * @throws InterruptedException if the thread is interrupted before or while it waits
   */
  public abstract void sleep(Duration time) throws InterruptedException;

  /** The source of randomness. */
  public abstract RandomGenerator random();

  /** A new id for a write. */
  public final String newWriteId() {
    return WriteIds.next(random());
  }

  private static final class OfMachine extends Ambient {
    private static final Ambient INSTANCE = new OfMachine(Clock.systemUTC(), new SecureRandom());

    private final Clock clock;
    private final RandomGenerator random;

    private OfMachine(Clock clock, RandomGenerator random) {
      this.clock = clock;
      this.random = random;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Instant now() {
      return clock.instant();
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
    }

    @Override
    public RandomGenerator random() {
      return random;
    }
  }
}
