package dev.etagere.local.server.fault;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How many requests had arrived at one moment. Immutable. */
public final class Requests {
  private final Map<Operation, Long> counts;

  Requests(Map<Operation, Long> counts) {
    this.counts = counts;
  }

  /** Those of some operations. */
  public long of(Operation one, Operation... more) {
    long sum = counts.getOrDefault(one, 0L);
    for (Operation other : more) {
      sum += counts.getOrDefault(other, 0L);
    }
    return sum;
  }

  /** All of them. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Those that arrived after an earlier moment. */
  public Requests since(Requests earlier) {
    Map<Operation, Long> differences = new EnumMap<>(Operation.class);
    counts.forEach((operation, count) -> differences.put(operation, count - earlier.of(operation)));
    return new Requests(differences);
  }

  /** Such as {@code GET 1, PUT 2}. */
  @Override
  public String toString() {
    String text =
        counts.entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "none" : text;
  }
}
