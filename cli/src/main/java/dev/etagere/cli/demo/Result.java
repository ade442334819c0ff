package dev.etagere.cli.demo;

/**
 * How a contest ended.
 *
 * @param name of the contestant
 * @param acknowledged increments the writers believe to be done
 * @param counter increments that are in the store
 * @param notApplied increments that were told not to be applied
 * @param resolvedByReading outcomes the writer found out by reading
 * @param repliesLost writes that took effect and whose reply was lost
 * @param conflicts 409 answers injected
 * @param refusals 503 answers injected
 */
public record Result(
    String name,
    long acknowledged,
    long counter,
    long notApplied,
    long resolvedByReading,
    long repliesLost,
    long conflicts,
    long refusals) {
  /** How far the counter is from what the writers believe. */
  public long wrongCount() {
    return Math.abs(counter - acknowledged);
  }

  /** Of the replies lost, those whose write is nevertheless counted as it is: once. */
  public long outcomesResolved() {
    return Math.max(0, repliesLost - wrongCount());
  }
}
