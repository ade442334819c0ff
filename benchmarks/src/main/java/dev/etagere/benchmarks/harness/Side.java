package dev.etagere.benchmarks.harness;

/** One of those compared. */
public interface Side {
  /** Works for about this long and says what it did. */
  Measure round(long millis) throws Exception;
}
