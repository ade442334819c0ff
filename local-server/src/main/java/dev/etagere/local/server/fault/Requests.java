package dev.etagere.local.server.fault;

import java.util.Arrays;

/** How many requests had arrived at one moment. Immutable. */
public final class Requests {
  private final long[] counts;

  Requests(long[] counts) {
    this.counts = counts;
  }

  /** Those of some operations. */
  public long of(Operation one, Operation... more) {
    long sum = counts[one.ordinal()];
    for (Operation other : more) {
      sum += counts[other.ordinal()];
    }
    return sum;
  }

  /** All of them. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** Those that arrived after an earlier moment. */
  public Requests since(Requests earlier) {
    long[] differences = counts.clone();
    for (int i = 0; i < differences.length; i++) {
      differences[i] -= earlier.counts[i];
    }
    return new Requests(differences);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Operation operation : Operation.values()) {
      if (counts[operation.ordinal()] > 0) {
        text.append(text.isEmpty() ? "" : ", ")
            .append(operation)
            .append(' ')
            .append(counts[operation.ordinal()]);
      }
    }
    return text.isEmpty() ? "none" : text.toString();
  }
}
