package dev.etagere.failover.s3;

import dev.etagere.core.Ambient;

/**
 * Whether a location goes on taking a body that is being sent. A frozen one takes what fits into
 * the buffers on the way, then nothing; a caller who is slow to give is not its fault.
 */
final class Pace {
  /**
   * Bodies above this are watched, and those whose length nobody knows: the others' limit will do.
   */
  static final long WATCHED_ABOVE = 1 << 20;

  /** What a body waits for. */
  enum On {
    /** The location, to be connected and to ask for it ({@code 100-continue}). */
    BEGIN,
    /** The caller, for more of it. */
    CALLER,
    /** The location, to take more of it. */
    TAKING,
    /** The location, for its answer: all has been taken. */
    ANSWER
  }

  private final Ambient ambient;
  private volatile long since;
  private volatile On on = On.BEGIN;

  Pace(Ambient ambient) {
    this.ambient = ambient;
    this.since = ambient.nanoTime();
  }

  static boolean watches(long length) {
    return length < 0 || length > WATCHED_ABOVE;
  }

  /** It has moved on, and waits for this now. */
  void waits(On what) {
    since = ambient.nanoTime();
    on = what;
  }

  /** Whether it has waited for the location for too long. */
  boolean isStill(AttemptLimits limits) {
    long waited = ambient.nanoTime() - since;
    return switch (on) {
      case CALLER -> false;
      case BEGIN, TAKING -> waited >= limits.stall().toNanos();
      case ANSWER -> waited >= limits.longAnswer().toNanos();
    };
  }

  /** What is told of it. */
  String words(AttemptLimits limits) {
    return on == On.ANSWER
        ? "no answer came within " + limits.longAnswer() + " after the whole body had been taken"
        : (on == On.BEGIN ? "nothing" : "no more") + " of the body was taken for " + limits.stall();
  }
}
