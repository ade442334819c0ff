package dev.etagere.failover;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the last calls took. Recording takes no lock; a percentile is worked out anew after some
 * more calls only, so that it can be asked for with each.
 */
final class Latencies {
  /** How many calls are remembered. */
  static final int SIZE = 256;

  private static final int RENEW_EVERY = 16;

  private final AtomicLongArray nanos = new AtomicLongArray(SIZE);
  private final AtomicInteger recorded = new AtomicInteger();
  private volatile Sorted sorted = new Sorted(0, new long[0]);

  private static final class Sorted {
    final int when;
    final long[] values;

    Sorted(int when, long[] values) {
      this.when = when;
      this.values = values;
    }
  }

  void record(long took) {
    int n = recorded.getAndIncrement();
    nanos.set(Math.floorMod(n, SIZE), Math.max(0, took));
    if (n == Integer.MAX_VALUE) {
      recorded.set(SIZE); // full it stays
    }
  }

  int count() {
    int n = recorded.get();
    return n < 0 ? SIZE : Math.min(n, SIZE);
  }

  /** The time that this share of the last calls did not exceed; empty before the first. */
  Optional<Duration> percentile(double share) {
    int n = recorded.get();
    Sorted now = sorted;
    if (now.values.length < Math.min(RENEW_EVERY, count())
        || Math.abs((long) n - now.when) >= RENEW_EVERY) {
      now = new Sorted(n, sort());
      sorted = now;
    }
    if (now.values.length == 0) {
      return Optional.empty();
    }
    int rank = (int) Math.ceil(share * now.values.length) - 1;
    return Optional.of(Duration.ofNanos(now.values[Math.max(0, rank)]));
  }

  private long[] sort() {
    long[] copy = new long[count()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = nanos.get(i);
    }
    Arrays.sort(copy);
    return copy;
  }
}
