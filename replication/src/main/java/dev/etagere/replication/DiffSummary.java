package dev.etagere.replication;

/**
 * What a comparison found, in numbers of keys.
 *
 * @param compared keys seen at either
 * @param equal the same at both
 * @param missingAtA only at B
 * @param missingAtB only at A
 * @param different other content
 * @param notComparable same size, ETags that say nothing about each other
 */
public record DiffSummary(
    long compared,
    long equal,
    long missingAtA,
    long missingAtB,
    long different,
    long notComparable) {
  /** Whether every key is known to be the same at both. */
  public boolean allEqual() {
    return compared == equal;
  }
}
