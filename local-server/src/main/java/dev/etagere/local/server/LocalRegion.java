package dev.etagere.local.server;

import dev.etagere.local.LocalEngine;
import java.net.URI;
import java.time.Duration;

/**
 * One of the {@link LocalRegions}: a server of its own over an engine of its own, with a bucket
 * that keeps versions. Safe for use by many threads.
 */
public final class LocalRegion {
  private final LocalEngine engine;
  private final LocalS3Server server;
  private final String bucket;

  LocalRegion(LocalEngine engine, LocalS3Server server, String bucket) {
    this.engine = engine;
    this.server = server;
    this.bucket = bucket;
  }

  /** The region's name, such as {@code eu-west-1}. */
  public String name() {
    return server.region();
  }

  /** Its bucket. */
  public String bucket() {
    return bucket;
  }

  /** Where it listens; stays the same over {@link #stop()} and {@link #start()}. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** Its server: its keys, and the faults to make it fail with. */
  public LocalS3Server server() {
    return server;
  }

  /** What is behind it, to be seen and changed also while it is away. */
  public LocalEngine engine() {
    return engine;
  }

  /** Takes it away: connections are refused, nothing is replicated from it or to it. */
  public void stop() {
    server.stop();
  }

  /** Brings it back after {@link #stop()}; replication catches up. */
  public void start() {
    server.start();
  }

  /** It takes requests and answers none, and neither sends nor takes replicas. */
  public void freeze() {
    server.freeze();
  }

  /** Brings it back after {@link #freeze()}; what had arrived is done late. */
  public void thaw() {
    server.thaw();
  }

  /** From now on every request takes so much longer to arrive. */
  public void setLatency(Duration latency) {
    server.setLatency(latency);
  }

  /** Whether it answers. */
  public boolean isServing() {
    return server.isServing();
  }

  @Override
  public String toString() {
    return name() + ": s3://" + bucket + " at " + endpoint();
  }
}
