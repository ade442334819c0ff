package dev.etagere.cli.demo;

import java.util.Map;
import java.util.TreeMap;

/**
 * A shared counter as it is stored. Who added what stands in it, so that a writer whose outcome is
 * unknown can find out by reading.
 *
 * @param total all that was added
 * @param by how much of it by whom
 */
public record Tally(long total, Map<String, Long> by) {
  static Tally empty() {
    return new Tally(0, Map.of());
  }

  Tally plusOne(String writer) {
    Map<String, Long> more = new TreeMap<>(by);
    more.merge(writer, 1L, Long::sum);
    return new Tally(total + 1, more);
  }

  long of(String writer) {
    return by.getOrDefault(writer, 0L);
  }
}
