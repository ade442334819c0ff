package dev.etagere.quorum.store;

import java.time.Duration;

/**
 * How a store over three or more locations behaves. None of it can make an answer wrong, only later
 * or less durable, as said. Immutable; start from {@link #defaults()}.
 *
 * @param acknowledge when a write is acknowledged; {@link Acknowledge#TWO_COPIES} by default
 * @param reads what a read asks; {@link Reads#LINEARIZABLE} by default
 * @param home where the home of a key is, while all is well; {@link Home#PREFERRED} by default
 * @param stickyAfter after so many writes of a key in a row, none of another process between them,
 *     this process leads the key alone: its writes then take one round trip, to all locations at
 *     once, and another's first write takes one more. Twice as many after each time it was outbid;
 *     16 by default, 0 for never
 * @param attemptLimit how long one request may take before its location counts as down; 2 s by
 *     default
 * @param suspicion how long a write waits for the home before it makes another one, and at least
 *     three times what the slowest of a hundred answers takes there, if that is below a third of
 *     the attempt limit; twice as long before 16 answers; 300 ms by default. A needless change is
 *     safe and costs some requests. The location is then asked whether it is there; if nothing at
 *     all comes from it for as long again, it counts as down, and a write is acknowledged without a
 *     copy there
 * @param inlineLimit values up to this size stand in the register object itself, in bytes; 256 KiB
 *     by default, at most 4 MiB
 */
public record QuorumPolicy(
    Acknowledge acknowledge,
    Reads reads,
    Home home,
    int stickyAfter,
    Duration attemptLimit,
    Duration suspicion,
    int inlineLimit) {
  /** The largest that {@code inlineLimit} can be. */
  static final int MAX_INLINE = 4 << 20;

  private static final QuorumPolicy DEFAULTS =
      new QuorumPolicy(
          Acknowledge.TWO_COPIES,
          Reads.LINEARIZABLE,
          Home.PREFERRED,
          16,
          Duration.ofSeconds(2),
          Duration.ofMillis(300),
          256 << 10);

  /** When a write is acknowledged. */
  public enum Acknowledge {
    /**
     * When two locations with data hold it, or one if the others are down: then the loss of that
     * one would lose it. What was written so is told to the listener.
     */
    TWO_COPIES,
    /**
     * As soon as a majority hold it, which may be one location with data and the witness: faster,
     * and the loss of that location loses what was acknowledged a moment ago.
     */
    FASTEST_MAJORITY
  }

  /** What a read asks. */
  public enum Reads {
    /** A majority: the answer is the newest there was at one moment during the call. */
    LINEARIZABLE,
    /**
     * The nearest location with data alone: what it holds may be old, or a write that will never be
     * acknowledged, and is marked so; what it does not hold is asked of a majority, and so are
     * reads on condition that a version matches.
     */
    LOCAL
  }

  /**
   * Where the home of a key is, at which its writes meet; a key whose home is down moves anyway.
   */
  public enum Home {
    /** At the location the store was founded with; back there once it is well again for 30 s. */
    PREFERRED,
    /** Near whoever writes: after eight writes in a row from where another location is nearer. */
    FOLLOWS_WRITER,
    /** Where it is. */
    STAYS
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public QuorumPolicy {
    requireTime("attempt limit", attemptLimit);
    requireTime("suspicion", suspicion);
    if (stickyAfter < 0) {
      throw new IllegalArgumentException("sticky after " + stickyAfter + " writes; 0 for never");
    }
    if (inlineLimit < 0 || inlineLimit > MAX_INLINE) {
      throw new IllegalArgumentException(
          "values of 0 to " + MAX_INLINE + " bytes stand in the register, not " + inlineLimit);
    }
  }

  /** Every default. */
  public static QuorumPolicy defaults() {
    return DEFAULTS;
  }

  /** The same with another moment of acknowledgement. */
  public QuorumPolicy withAcknowledge(Acknowledge when) {
    return new QuorumPolicy(when, reads, home, stickyAfter, attemptLimit, suspicion, inlineLimit);
  }

  /** The same with other reads. */
  public QuorumPolicy withReads(Reads other) {
    return new QuorumPolicy(
        acknowledge, other, home, stickyAfter, attemptLimit, suspicion, inlineLimit);
  }

  /** The same with another place for homes. */
  public QuorumPolicy withHome(Home other) {
    return new QuorumPolicy(
        acknowledge, reads, other, stickyAfter, attemptLimit, suspicion, inlineLimit);
  }

  /** The same with another number of writes before this process leads a key alone. */
  public QuorumPolicy withStickyAfter(int writes) {
    return new QuorumPolicy(acknowledge, reads, home, writes, attemptLimit, suspicion, inlineLimit);
  }

  /** The same with other limits. */
  public QuorumPolicy withLimits(Duration attempt, Duration suspect) {
    return new QuorumPolicy(acknowledge, reads, home, stickyAfter, attempt, suspect, inlineLimit);
  }

  /** The same with another largest size of what stands in the register. */
  public QuorumPolicy withInlineLimit(int bytes) {
    return new QuorumPolicy(acknowledge, reads, home, stickyAfter, attemptLimit, suspicion, bytes);
  }

  private static void requireTime(String what, Duration time) {
    if (time.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("the " + what + " must be at least 1 ms, not " + time);
    }
  }
}
