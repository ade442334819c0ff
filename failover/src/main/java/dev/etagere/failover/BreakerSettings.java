package dev.etagere.failover;

import java.time.Duration;

/**
 * When a breaker opens, and when it closes again. A value; {@link #standard()} has the defaults,
 * each {@code with} gives another.
 *
 * @param failuresInARow so many {@link Trouble#FAULTY} calls, one after the other, open it; 3 by
 *     default. One {@link Trouble#UNREACHABLE} call does by itself
 * @param failureRate this share of the last {@code window} calls opens it as well, above 0 to 1;
 *     0.5 by default
 * @param window how many calls the share is taken of, and how many there must be; 20 by default, 1
 *     to 1,000
 * @param firstWait how long it stays open before the location is tried again; 1 s by default
 * @param longestWait how far that grows; 60 s by default
 * @param calm a breaker that opens again within this time after it closed waits twice as long as
 *     the last time; later it begins with {@code firstWait} again. 5 min by default
 * @param trials so many tries in a row must succeed to close it; 2 by default, 1 to 100
 */
public record BreakerSettings(
    int failuresInARow,
    double failureRate,
    int window,
    Duration firstWait,
    Duration longestWait,
    Duration calm,
    int trials) {
  private static final BreakerSettings STANDARD =
      new BreakerSettings(
          3, 0.5, 20, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMinutes(5), 2);

  /**
   * Checks each.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public BreakerSettings {
    requireBetween("failuresInARow", failuresInARow, 1_000_000);
    requireBetween("window", window, 1_000);
    requireBetween("trials", trials, 100);
    if (!(failureRate > 0 && failureRate <= 1)) {
      throw new IllegalArgumentException("failureRate " + failureRate + " is not above 0 to 1");
    }
    requireTime("firstWait", firstWait);
    requireTime("calm", calm);
    if (longestWait.compareTo(firstWait) < 0) {
      throw new IllegalArgumentException(
          "longestWait " + longestWait + " is below firstWait " + firstWait);
    }
  }

  /** The defaults. */
  public static BreakerSettings standard() {
    return STANDARD;
  }

  /** The same with other numbers of failures. */
  public BreakerSettings withFailures(int inARow, double rate, int ofTheLast) {
    return new BreakerSettings(inARow, rate, ofTheLast, firstWait, longestWait, calm, trials);
  }

  /** The same with other waits. */
  public BreakerSettings withWaits(Duration first, Duration longest, Duration calmAfter) {
    return new BreakerSettings(
        failuresInARow, failureRate, window, first, longest, calmAfter, trials);
  }

  /** The same with another number of tries. */
  public BreakerSettings withTrials(int inARow) {
    return new BreakerSettings(
        failuresInARow, failureRate, window, firstWait, longestWait, calm, inARow);
  }

  private static void requireBetween(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + " " + value + " is not among 1 to " + most);
    }
  }

  private static void requireTime(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " must be above zero, not " + value);
    }
  }
}
