package dev.etagere.cli.demo;

import java.util.concurrent.atomic.AtomicLong;

/** What the writers of one contest believe, while it goes on. Safe for use by many threads. */
final class Score {
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong notApplied = new AtomicLong();
  private final AtomicLong resolvedByReading = new AtomicLong();

  void acknowledge() {
    acknowledged.incrementAndGet();
  }

  /** An increment that was told not to be applied, and is not counted. */
  void giveUp() {
    notApplied.incrementAndGet();
  }

  /** An outcome was unknown, and the writer found out by reading. */
  void resolveByReading() {
    resolvedByReading.incrementAndGet();
  }

  long acknowledged() {
    return acknowledged.get();
  }

  long notApplied() {
    return notApplied.get();
  }

  long resolvedByReading() {
    return resolvedByReading.get();
  }
}
