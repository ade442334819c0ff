package dev.etagere.local;

import java.time.Duration;

/**
 * How long a version takes to its replica: for each version a time between two bounds, drawn anew.
 *
 * @param least the shortest time
 * @param most the longest time
 */
public record Lag(Duration least, Duration most) {
  /** Checks the bounds. */
  public Lag {
    if (least.isNegative() || most.compareTo(least) < 0) {
      throw new IllegalArgumentException("no lag goes from " + least + " to " + most);
    }
  }

  /** As fast as it can be. */
  public static Lag none() {
    return of(Duration.ZERO);
  }

  /** Always the same. */
  public static Lag of(Duration time) {
    return new Lag(time, time);
  }

  /** Somewhere between two bounds, so that versions overtake each other. */
  public static Lag between(Duration least, Duration most) {
    return new Lag(least, most);
  }

  /** The time at a fraction of the way from one bound to the other. */
  long nanosAt(double fraction) {
    long from = least.toNanos();
    return from + (long) ((most.toNanos() - from) * fraction);
  }
}
