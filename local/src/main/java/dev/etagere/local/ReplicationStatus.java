package dev.etagere.local;

/** How far a version has been replicated, as S3 tells it. */
public enum ReplicationStatus {
  /** A rule applies, and not every destination has it yet. */
  PENDING,
  /** Every destination has it. */
  COMPLETED,
  /** A destination refused it for good: its bucket is gone, or keeps no versions. */
  FAILED,
  /** It came from another bucket by replication; it is not replicated again. */
  REPLICA
}
