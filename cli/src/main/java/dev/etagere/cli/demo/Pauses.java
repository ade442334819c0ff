package dev.etagere.cli.demo;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long each writer goes without an acknowledged write. Safe for use by many threads. */
final class Pauses {
  private final Ambient ambient;
  private final long[] last;
  private final long[] longest;

  Pauses(int writers, Ambient ambient) {
    this.ambient = ambient;
    this.last = new long[writers];
    this.longest = new long[writers];
  }

  /** From now on. */
  synchronized void begin() {
    Arrays.fill(last, ambient.nanoTime());
    Arrays.fill(longest, 0);
  }

  synchronized void acknowledged(int writer) {
    long now = ambient.nanoTime();
    longest[writer] = Math.max(longest[writer], now - last[writer]);
    last[writer] = now;
  }

  /**
   * The longest of each writer until now, the shortest of them first; who waits still has waited
   * until now.
   */
  synchronized List<Duration> end() {
    for (int i = 0; i < last.length; i++) {
      acknowledged(i);
    }
    List<Duration> all = new ArrayList<>();
    for (long each : longest) {
      all.add(Duration.ofNanos(each));
    }
    all.sort(null);
    return all;
  }
}
