package dev.etagere.cache;

import dev.etagere.core.Ambient;
import java.time.Duration;

/**
 * How a {@link CachingStore} behaves. Immutable.
 *
 * @param staleness how old an answer without a request may be; zero, the default, for none: every
 *     read asks whether what is held is still the newest
 * @param maxBytes what is held at the most, in bytes, with some 500 for each object; 64 MiB by
 *     default
 * @param maxObjectBytes the largest object that is held, in bytes; 1 MiB by default
 * @param ambient the clock that ages are measured on, which nothing sets
 */
public record CachePolicy(Duration staleness, long maxBytes, long maxObjectBytes, Ambient ambient) {
  private static final long MIB = 1 << 20;
  private static final Duration LONGEST = Duration.ofDays(365);

  /** Checks the numbers. */
  public CachePolicy {
    if (staleness.isNegative() || staleness.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the staleness must be from zero to a year, not " + staleness);
    }
    if (maxBytes <= 0 || maxObjectBytes <= 0) {
      throw new IllegalArgumentException(
          "a cache holds at least one byte, not " + maxBytes + ", of an object " + maxObjectBytes);
    }
  }

  /** Every read is validated; every default. */
  public static CachePolicy exact() {
    return new CachePolicy(Duration.ZERO, 64 * MIB, MIB, Ambient.system());
  }

  /**
   * Reads of what was shown to be the newest within this time send no request, and say so: {@link
   * dev.etagere.core.Freshness.Cached}.
   */
  public static CachePolicy staleFor(Duration time) {
    CachePolicy exact = exact();
    return new CachePolicy(time, exact.maxBytes, exact.maxObjectBytes, exact.ambient);
  }

  /** The same with another limit for all that is held. */
  public CachePolicy withMaxBytes(long bytes) {
    return new CachePolicy(staleness, bytes, maxObjectBytes, ambient);
  }

  /** The same with another limit for one object. */
  public CachePolicy withMaxObjectBytes(long bytes) {
    return new CachePolicy(staleness, maxBytes, bytes, ambient);
  }

  /** The same with another clock. */
  public CachePolicy withAmbient(Ambient other) {
    return new CachePolicy(staleness, maxBytes, maxObjectBytes, other);
  }
}
