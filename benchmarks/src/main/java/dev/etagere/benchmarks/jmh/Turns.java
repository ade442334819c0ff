package dev.etagere.benchmarks.jmh;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Who does what in the iterations of one JVM, again and again in the same order. All sides are in
 * it, so that what its compilers make of the code they share strikes all alike.
 */
final class Turns {
  private final String[] order;
  private final Map<String, Supplier<Object>> calls;
  private int next;

  /**
   * Of calls by name.
   *
   * @param order names, with commas between them
   */
  Turns(String order, Map<String, Supplier<Object>> calls) {
    this.order = order.split(",");
    this.calls = calls;
  }

  /** The next one. */
  Supplier<Object> next() {
    String name = order[next++ % order.length];
    Supplier<Object> call = calls.get(name);
    if (call == null) {
      throw new IllegalArgumentException("no '" + name + "' among " + calls.keySet());
    }
    return call;
  }
}
