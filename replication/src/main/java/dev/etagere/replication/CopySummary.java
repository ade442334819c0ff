package dev.etagere.replication;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a copy did, in numbers of keys.
 *
 * @param outcomes how many ended how; those of earlier runs included if it went on from a
 *     checkpoint
 * @param bytesCopied of the objects copied in this run
 * @param onlyAtB keys that B has and A has not, which a copy leaves
 * @param withoutTags objects copied whose tags could not be read at A
 */
public record CopySummary(
    Map<Outcome, Long> outcomes, long bytesCopied, long onlyAtB, long withoutTags) {
  /** Copies the map. */
  public CopySummary {
    Map<Outcome, Long> all = new EnumMap<>(Outcome.class);
    all.putAll(outcomes);
    outcomes = java.util.Collections.unmodifiableMap(all);
  }

  /** How many ended so. */
  public long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** How many keys of A were dealt with. */
  public long total() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many keys somebody must still do something about. */
  public long open() {
    return outcomes.entrySet().stream()
        .filter(e -> e.getKey().isOpen())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
