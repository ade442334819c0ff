package dev.etagere.local;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings one version to its destination and notes it at the source. Done twice it does no harm: the
 * version is there already then.
 */
final class Delivery {
  private final LocalEngine source;
  private final Outgoing outgoing;

  Delivery(LocalEngine source, Outgoing outgoing) {
    this.source = source;
    this.outgoing = outgoing;
  }

  /** Brings it to an engine that holds the destination, or held it a moment ago. */
  void to(LocalEngine destination) throws IOException {
    String bucket = source.look(tables -> tables.bucketName(outgoing.bucket()));
    ObjectFacts version = bucket == null ? null : find(bucket);
    // A version removed by its id meanwhile has nowhere to go.
    if (bucket == null || version == null) {
      note(null, null);
      return;
    }
    try {
      send(bucket, version, destination);
      note(version, ReplicationStatus.COMPLETED);
    } catch (EngineException e) {
      switch (e.code()) {
        case NO_SUCH_VERSION, NO_SUCH_KEY -> note(null, null);
        case NO_SUCH_BUCKET, INVALID_BUCKET_STATE, CORRUPT ->
            note(version, ReplicationStatus.FAILED);
        default -> throw e;
      }
    }
  }

  /** There is no such bucket anywhere. */
  void fail() {
    String bucket = source.look(tables -> tables.bucketName(outgoing.bucket()));
    note(bucket == null ? null : find(bucket), ReplicationStatus.FAILED);
  }

  private @Nullable ObjectFacts find(String bucket) {
    return source.look(
        tables -> {
          BucketRow row = tables.bucket(bucket);
          Versions.Placed found =
              row == null ? null : Versions.find(tables, row, outgoing.key(), outgoing.versionId());
          return found == null ? null : found.facts();
        });
  }

  private void send(String bucket, ObjectFacts version, LocalEngine destination)
      throws IOException {
    ObjectFacts replica = version.withReplication(ReplicationStatus.REPLICA);
    if (version.deleteMarker()) {
      destination.replicate(outgoing.destination(), replica, null);
      return;
    }
    Headers headers = version.headers();
    if (outgoing.storageClass() != null) {
      headers = headers.toBuilder().storageClass(outgoing.storageClass()).build();
    }
    try (OpenedObject opened =
        source.get(bucket, version.key(), outgoing.versionId(), ReadIf.always(), null)) {
      destination.replicate(outgoing.destination(), replica.withHeaders(headers), opened.body());
    }
  }

  private void note(@Nullable ObjectFacts version, @Nullable ReplicationStatus status) {
    source.change(
        tables -> {
          tables.removeOutgoing(outgoing.id());
          if (version != null && status != null && !version.deleteMarker()) {
            tell(tables, version, status);
          }
          return List.of();
        });
  }

  /** Completed is what every destination has; what one refused stays failed. */
  private void tell(Tables tables, ObjectFacts version, ReplicationStatus status) {
    BucketRow row = BucketRow.plain(outgoing.bucket());
    Versions.Placed there = Versions.find(tables, row, outgoing.key(), outgoing.versionId());
    boolean last = !tables.isOutgoing(row.id(), outgoing.key(), outgoing.versionId());
    boolean failed = status == ReplicationStatus.FAILED;
    if (there != null
        && there.facts().replication() == ReplicationStatus.PENDING
        && (failed || last)) {
      tables.setReplication(row.id(), version, status);
    }
  }
}
