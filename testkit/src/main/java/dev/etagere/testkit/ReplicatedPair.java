package dev.etagere.testkit;

import dev.etagere.local.Lag;
import dev.etagere.local.Replication;
import dev.etagere.local.server.LocalRegion;
import dev.etagere.local.server.LocalRegions;
import java.time.Duration;

/**
 * Two local S3s in different regions, {@code eu-west-1} and {@code us-east-1}, whose buckets keep
 * versions and replicate to each other, with a lag of no time at first. From {@link LocalS3} as a
 * parameter of a test, or by hand:
 *
 * <pre>{@code
 * @Test
 * void get_primaryFrozen_comesFromTheSecondary(ReplicatedPair pair) throws Exception {
 *   pair.primary().store().create("key", Content.of("value"));
 *   pair.awaitReplicated();
 *   pair.primary().server().freeze();
 *   ...
 * }
 * }</pre>
 *
 * <p>{@link LocalLocation#server()} freezes, stops and slows each of them, {@link
 * LocalLocation#faults()} makes it fail, {@link #replication()} sets the lag and pauses. Safe for
 * use by many threads.
 */
public final class ReplicatedPair implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LocalRegions regions;
  private final LocalLocation primary;
  private final LocalLocation secondary;

  private ReplicatedPair(LocalRegions regions) {
    this.regions = regions;
    LocalRegion eu = regions.regions().get(0);
    LocalRegion us = regions.regions().get(1);
    this.primary = LocalLocation.of(eu);
    this.secondary = LocalLocation.of(us);
  }

  /** Starts both, without lag; close it. */
  public static ReplicatedPair start() {
    return start(Lag.none(), 0);
  }

  /**
   * Starts both with a lag.
   *
   * @param seed what lags between two bounds are drawn from
   */
  public static ReplicatedPair start(Lag lag, long seed) {
    return new ReplicatedPair(
        LocalRegions.builder()
            .region("eu-west-1", "bucket-eu")
            .region("us-east-1", "bucket-us")
            .lag(lag)
            .seed(seed)
            .start());
  }

  /** The one in {@code eu-west-1}. */
  public LocalLocation primary() {
    return primary;
  }

  /** The one in {@code us-east-1}. */
  public LocalLocation secondary() {
    return secondary;
  }

  /** The replication between them, both ways; its sites are called like the regions. */
  public Replication replication() {
    return regions.replication();
  }

  /** How many versions are still to be replicated. */
  public long pending() {
    return regions.pending();
  }

  /**
   * Waits until all is replicated, 30 s at the most.
   *
   * @throws IllegalStateException if the time is up; it says how much is pending where
   * @throws InterruptedException if the thread is interrupted
   */
  public void awaitReplicated() throws InterruptedException {
    awaitReplicated(PATIENCE);
  }

  /**
   * Waits until all is replicated.
   *
   * @throws IllegalStateException if the time is up; it says how much is pending where
   * @throws InterruptedException if the thread is interrupted
   */
  public void awaitReplicated(Duration atMost) throws InterruptedException {
    regions.awaitReplicated(atMost);
  }

  @Override
  public void close() {
    primary.close();
    secondary.close();
    regions.close();
  }

  @Override
  public String toString() {
    return regions.toString();
  }
}
