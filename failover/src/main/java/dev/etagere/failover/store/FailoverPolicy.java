package dev.etagere.failover.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a store over two locations behaves. Immutable; start from {@link #defaults()}.
 *
 * @param attemptLimit how long a call waits for the first location before it goes to the second; a
 *     body that is sent gets longer, at 64 KiB a second. 3 s by default
 * @param stallLimit how long a body that is read may give no byte before the read goes on at the
 *     other location; 5 s by default
 * @param replicationLimit how long a key that was written at the second location is watched until
 *     the first shows that write; until then it is read at the second. 15 min by default, what S3
 *     Replication Time Control is sold for
 * @param hedgeAfter after this time without an answer a read is sent to the second location, too,
 *     and the first answer counts, possibly a stale one; {@code null}, the default, for never
 * @param absentReadsThrough whether the second location is asked for what the first does not have;
 *     off by default
 * @param conditionalWritesFailOver whether a conditional write that the first location did not take
 *     may be judged at the second, against what may be the past: two writers may then both win. Off
 *     by default; three locations need no such choice
 */
public record FailoverPolicy(
    Duration attemptLimit,
    Duration stallLimit,
    Duration replicationLimit,
    @Nullable Duration hedgeAfter,
    boolean absentReadsThrough,
    boolean conditionalWritesFailOver) {
  private static final FailoverPolicy DEFAULTS =
      new FailoverPolicy(
          Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofMinutes(15), null, false, false);

  /** Checks the times. */
  public FailoverPolicy {
    require("attempt limit", attemptLimit);
    require("stall limit", stallLimit);
    require("replication limit", replicationLimit);
    if (hedgeAfter != null) {
      require("time before a hedge", hedgeAfter);
    }
  }

  /** Every default. */
  public static FailoverPolicy defaults() {
    return DEFAULTS;
  }

  /** The same with another limit for one attempt. */
  public FailoverPolicy withAttemptLimit(Duration limit) {
    return new FailoverPolicy(
        limit,
        stallLimit,
        replicationLimit,
        hedgeAfter,
        absentReadsThrough,
        conditionalWritesFailOver);
  }

  /** The same with another limit for a body that stalls. */
  public FailoverPolicy withStallLimit(Duration limit) {
    return new FailoverPolicy(
        attemptLimit,
        limit,
        replicationLimit,
        hedgeAfter,
        absentReadsThrough,
        conditionalWritesFailOver);
  }

  /** The same with another time for replication to catch up. */
  public FailoverPolicy withReplicationLimit(Duration limit) {
    return new FailoverPolicy(
        attemptLimit, stallLimit, limit, hedgeAfter, absentReadsThrough, conditionalWritesFailOver);
  }

  /** The same with reads that are hedged after a time, or never. */
  public FailoverPolicy withHedgeAfter(@Nullable Duration time) {
    return new FailoverPolicy(
        attemptLimit,
        stallLimit,
        replicationLimit,
        time,
        absentReadsThrough,
        conditionalWritesFailOver);
  }

  /** The same with or without asking the second location for what the first does not have. */
  public FailoverPolicy withAbsentReadsThrough(boolean on) {
    return new FailoverPolicy(
        attemptLimit, stallLimit, replicationLimit, hedgeAfter, on, conditionalWritesFailOver);
  }

  /** The same with or without conditional writes at the second location. */
  public FailoverPolicy withConditionalWritesFailOver(boolean on) {
    return new FailoverPolicy(
        attemptLimit, stallLimit, replicationLimit, hedgeAfter, absentReadsThrough, on);
  }

  private static void require(String what, Duration time) {
    if (time.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("the " + what + " must be at least 1 ms, not " + time);
    }
  }
}
