package dev.etagere.benchmarks.harness;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a ratio is to reach.
 *
 * @param value the ratio; {@code null} where nothing is to be reached
 * @param most whether the ratio must not exceed it; else it must not be below
 */
public record Bound(@Nullable Double value, boolean most) {
  /** The ratio may be no larger. */
  public static Bound atMost(double value) {
    return new Bound(value, true);
  }

  /** The ratio may be no smaller. */
  public static Bound atLeast(double value) {
    return new Bound(value, false);
  }

  /** Only shown. */
  public static Bound none() {
    return new Bound(null, true);
  }

  /** Whether a ratio reaches it. */
  public boolean reachedBy(double ratio) {
    return value == null || (most ? ratio <= value : ratio >= value);
  }

  @Override
  public String toString() {
    return value == null ? "-" : (most ? "<=" : ">=") + String.format(Locale.ROOT, "%.4g", value);
  }
}
