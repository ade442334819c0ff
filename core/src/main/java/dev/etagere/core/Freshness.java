package dev.etagere.core;

import java.time.Duration;

/**
 * Whether an answer is the newest there is. Over one location every answer is current. Over two, an
 * answer of the second one while the first cannot be reached may be older than what was written:
 * replication between buckets is asynchronous (Amazon S3 User Guide, "Replicating objects"). Such
 * an answer says so, and where it comes from. So does an answer of a cache that did not ask.
 *
 * <p>A version that was read possibly stale may be used for a conditional write all the same: the
 * condition is judged where all writers meet, so it fails if the object has changed meanwhile.
 */
public sealed interface Freshness {
  /** The answer of a location that holds the newest state. */
  static Freshness current() {
    return Current.ONE;
  }

  /** Whether there may be something newer. */
  default boolean possiblyStale() {
    return !(this instanceof Current);
  }

  /** Nothing newer had been acknowledged when the read began. */
  record Current() implements Freshness {
    private static final Current ONE = new Current();
  }

  /**
   * There may be something newer.
   *
   * @param location the one that answered
   */
  record PossiblyStale(Location location) implements Freshness {}

  /**
   * There may be something newer, of the last moments only: a cache answered, which its user allows
   * to be behind by so much.
   *
   * @param age how long ago the request was sent that showed this to be the newest; what was
   *     acknowledged before is in the answer
   */
  record Cached(Duration age) implements Freshness {}
}
