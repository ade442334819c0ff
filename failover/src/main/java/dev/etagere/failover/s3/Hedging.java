package dev.etagere.failover.s3;

import dev.etagere.failover.LocationHealth;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a read that has not been answered is asked at the other location as well. A value; off
 * unless given to a builder, since the answer may be older than the primary's.
 *
 * @param percentile the second request goes when the first takes longer than this share of the last
 *     256 answers from there; 0.95 by default, above 0 and below 1
 * @param least never earlier; 20 ms by default
 * @param most never later; 1 s by default, and what is waited for until there are 20 answers
 */
public record Hedging(double percentile, Duration least, Duration most) {
  private static final int ENOUGH = 20;
  private static final Hedging STANDARD =
      new Hedging(0.95, Duration.ofMillis(20), Duration.ofSeconds(1));

  /**
   * Checks each.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Hedging {
    if (!(percentile > 0 && percentile < 1)) {
      throw new IllegalArgumentException("percentile " + percentile + " is not between 0 and 1");
    }
    if (least.isNegative() || most.compareTo(least) < 0 || most.isZero()) {
      throw new IllegalArgumentException("least " + least + " and most " + most + " do not fit");
    }
  }

  /** The defaults. */
  public static Hedging standard() {
    return STANDARD;
  }

  /** How long to wait for this location. */
  Duration delay(LocationHealth health) {
    @Nullable Duration learned =
        health.latencies() < ENOUGH ? null : health.latency(percentile).orElse(null);
    if (learned == null || learned.compareTo(most) > 0) {
      return most;
    }
    return learned.compareTo(least) < 0 ? least : learned;
  }
}
