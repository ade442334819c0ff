package dev.etagere.failover.s3;

import java.time.Duration;

/**
 * How long a call may take at one location, the SDK's own retries there included, before the other
 * one is asked. A value; {@link #standard()} has the defaults.
 *
 * @param answer until the answer, or the head of a body, is there; 3 s by default
 * @param longAnswer the same for what the service may think about: copies, completing an upload,
 *     deleting many, restoring, selecting; 60 s by default
 * @param bytesPerSecond a request with a body may take that much longer as the body takes at this
 *     rate; 1 MiB/s by default. A body of unknown length may take {@code longAnswer}
 * @param stall how long a body that is being read may stand still before it is broken off and goes
 *     on from there, perhaps at the other location; 5 s by default
 */
public record AttemptLimits(
    Duration answer, Duration longAnswer, long bytesPerSecond, Duration stall) {
  private static final AttemptLimits STANDARD =
      new AttemptLimits(
          Duration.ofSeconds(3), Duration.ofSeconds(60), 1 << 20, Duration.ofSeconds(5));

  /**
   * Checks each.
   *
   * @throws IllegalArgumentException if one is not above zero
   */
  public AttemptLimits {
    requireTime("answer", answer);
    requireTime("longAnswer", longAnswer);
    requireTime("stall", stall);
    if (bytesPerSecond <= 0) {
      throw new IllegalArgumentException("bytesPerSecond must be above zero: " + bytesPerSecond);
    }
  }

  /** The defaults. */
  public static AttemptLimits standard() {
    return STANDARD;
  }

  /** The same with another time until an answer. */
  public AttemptLimits withAnswer(Duration time) {
    return new AttemptLimits(time, longAnswer, bytesPerSecond, stall);
  }

  /** The same with another time for what takes longer. */
  public AttemptLimits withLongAnswer(Duration time) {
    return new AttemptLimits(answer, time, bytesPerSecond, stall);
  }

  /** The same with another rate. */
  public AttemptLimits withBytesPerSecond(long rate) {
    return new AttemptLimits(answer, longAnswer, rate, stall);
  }

  /** The same with another time for a body that stands still. */
  public AttemptLimits withStall(Duration time) {
    return new AttemptLimits(answer, longAnswer, bytesPerSecond, time);
  }

  /** For a request whose body has so many bytes; -1 if that is not known, 0 if it has none. */
  Duration of(boolean isLong, long bodyBytes) {
    Duration base = isLong || bodyBytes < 0 ? longAnswer : answer;
    return bodyBytes <= 0 ? base : base.plusMillis(bodyBytes / Math.max(1, bytesPerSecond / 1_000));
  }

  private static void requireTime(String what, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(what + " must be above zero, not " + time);
    }
  }
}
