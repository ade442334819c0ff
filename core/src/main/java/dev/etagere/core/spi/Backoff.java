package dev.etagere.core.spi;

import dev.etagere.core.Ambient;
import java.time.Duration;

/**
 * Full-jitter exponential back-off: the n-th pause is random between zero and {@code first * 2^n},
 * at most {@code longest} and 16 times the first (Marc Brooker, "Exponential Backoff And Jitter",
 * AWS Architecture Blog). For one thread.
 */
public final class Backoff {
  private static final int MAX_DOUBLINGS = 4;

  private final Ambient ambient;
  private final long firstNanos;
  private final long longestNanos;
  private int tries;

  /** Starts before the first pause. */
  public Backoff(Duration first, Duration longest, Ambient ambient) {
    this.ambient = ambient;
    this.firstNanos = first.toNanos();
    this.longestNanos = longest.toNanos();
  }

  /** The next pause. */
  public Duration next() {
    long ceiling = Math.min(longestNanos, firstNanos << Math.min(tries, MAX_DOUBLINGS));
    tries++;
    return Duration.ofNanos(ambient.random().nextLong(ceiling + 1));
  }
}
