package dev.etagere.benchmarks.harness;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one side did in one round: numbers by name, so that a process of any make can tell them in a
 * line. Immutable.
 */
public record Measure(Map<String, Double> numbers) {
  /** How many operations were done. */
  public static final String OPERATIONS = "operations";

  /** How long they took together, on the clock, in nanoseconds. */
  public static final String NANOS = "nanos";

  /** CPU time of the whole process meanwhile, in nanoseconds. */
  public static final String CPU = "cpu";

  /** Bytes allocated meanwhile by the threads that did them. */
  public static final String ALLOCATED = "allocated";

  /** Requests that arrived at the servers. */
  public static final String REQUESTS = "requests";

  private static final double MOST_EXACT = 1e15;

  /** Copies. */
  public Measure {
    numbers = Collections.unmodifiableMap(new TreeMap<>(numbers));
  }

  /** With one number. */
  public static Measure of(String name, double number) {
    return new Measure(Map.of(name, number));
  }

  /** With one whole number. */
  public static Measure of(String name, long number) {
    return of(name, (double) number);
  }

  /** The same with one whole number more, or another one. */
  public Measure with(String name, long number) {
    return with(name, (double) number);
  }

  /** The same with one number more, or another one. */
  public Measure with(String name, double number) {
    Map<String, Double> more = new TreeMap<>(numbers);
    more.put(name, number);
    return new Measure(more);
  }

  /** The same with the numbers of another one. */
  public Measure with(Measure other) {
    Map<String, Double> more = new TreeMap<>(numbers);
    more.putAll(other.numbers);
    return new Measure(more);
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public double get(String name) {
    Double number = numbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException("no '" + name + "' in " + this);
    }
    return number;
  }

  /** A number, or what stands for it. */
  public double getOr(String name, double otherwise) {
    Double number = numbers.get(name);
    return number == null ? otherwise : number;
  }

  /** A number divided by the operations. */
  public double perOperation(String name) {
    return get(name) / get(OPERATIONS);
  }

  /** Operations in a second. */
  public double rate() {
    return get(OPERATIONS) / get(NANOS) * 1e9;
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Measure parse(String line) {
    Map<String, Double> numbers = new TreeMap<>();
    for (String word : line.strip().split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("a process said '" + line + "' instead of its numbers");
      }
      numbers.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
    }
    return new Measure(numbers);
  }

  /** Counts are compared, so no digit may be lost. */
  private static String exact(double value) {
    return value == Math.rint(value) && Math.abs(value) < MOST_EXACT
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  @Override
  public String toString() {
    return numbers.entrySet().stream()
        .map(e -> e.getKey() + "=" + exact(e.getValue()))
        .collect(Collectors.joining(" "));
  }
}
