package dev.etagere.benchmarks.harness;

import java.util.List;

/**
 * What a figure came to.
 *
 * @param lines each ratio
 * @param pictures what shows it
 */
public record Result(List<Line> lines, List<Picture> pictures) {
  /** Copies. */
  public Result {
    lines = List.copyOf(lines);
    pictures = List.copyOf(pictures);
  }

  /** Without a picture. */
  public static Result of(Line... lines) {
    return new Result(List.of(lines), List.of());
  }
}
