package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/**
 * A rule for replication, as S3's version 2 has it.
 *
 * @param id its name
 * @param priority of the rules for one destination that apply to a key, the highest counts
 * @param enabled whether it has any effect
 * @param prefix the keys it applies to: those that start with it
 * @param deleteMarkers whether delete markers are replicated too
 * @param destination the name of the bucket to replicate to
 * @param storageClass the replicas' storage class, or {@code null} for that of the source
 */
public record ReplicationRule(
    String id,
    int priority,
    boolean enabled,
    String prefix,
    boolean deleteMarkers,
    String destination,
    @Nullable String storageClass) {
  /** Everything to one bucket, without delete markers. */
  public static ReplicationRule to(String destination) {
    return new ReplicationRule("to-" + destination, 1, true, "", false, destination, null);
  }

  /** The same with delete markers. */
  public ReplicationRule withDeleteMarkers() {
    return new ReplicationRule(id, priority, enabled, prefix, true, destination, storageClass);
  }

  /** The same for some keys. */
  public ReplicationRule under(String keys) {
    return new ReplicationRule(
        id, priority, enabled, keys, deleteMarkers, destination, storageClass);
  }

  boolean appliesTo(String key) {
    return enabled && key.startsWith(prefix);
  }
}
