package dev.etagere.core.spi;

import dev.etagere.core.Ambient;
import java.time.Duration;

/** The moment by which a call must end. Immutable, measured on the monotonic clock. */
public final class Deadline {
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Ambient ambient;
  private final Duration length;
  private final long endNanos;

  private Deadline(Ambient ambient, Duration length) {
    this.ambient = ambient;
    this.length = length;
    this.endNanos = ambient.nanoTime() + length.toNanos();
  }

  /** A deadline that starts now; longer than a year counts as a year. */
  public static Deadline after(Duration length, Ambient ambient) {
    if (length.isNegative() || length.isZero()) {
      throw new IllegalArgumentException("a deadline must be longer than zero, not " + length);
    }
    return new Deadline(ambient, length.compareTo(LONGEST) > 0 ? LONGEST : length);
  }

  /** What is left, never below zero. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, endNanos - ambient.nanoTime()));
  }

  /** What is left, for a call that must be given some time. */
  public Duration atLeast(Duration least) {
    Duration left = remaining();
    return left.compareTo(least) < 0 ? least : left;
  }

  /** Whether it has passed. */
  public boolean passed() {
    return endNanos - ambient.nanoTime() <= 0;
  }

  /** The whole length, for messages. */
  public Duration length() {
    return length;
  }

  /**
   * Waits, but not past the deadline.
   *
   * @return whether there is time left afterwards
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean pause(Duration time) throws InterruptedException {
    Duration left = remaining();
    ambient.sleep(time.compareTo(left) < 0 ? time : left);
    return !passed();
  }

  @Override
  public String toString() {
    return length.toMillis() + " ms";
  }
}
