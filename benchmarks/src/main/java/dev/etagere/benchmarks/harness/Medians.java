package dev.etagere.benchmarks.harness;

import java.util.Arrays;

/** Order statistics. */
public final class Medians {
  private Medians() {}

  /**
   * The middle one; the lower of two.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static double median(double... values) {
    return quantile(values, 0.5);
  }

  /**
   * The smallest value that at least this share of all do not exceed.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static double quantile(double[] values, double share) {
    if (values.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int at = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, Math.min(sorted.length - 1, at))];
  }
}
