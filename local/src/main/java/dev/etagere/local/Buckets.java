package dev.etagere.local;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Buckets, inside a transaction. */
final class Buckets {
  private Buckets() {}

  static BucketRow require(Tables tables, String name) {
    BucketRow bucket = tables.bucket(name);
    if (bucket == null) {
      throw new EngineException(ErrorCode.NO_SUCH_BUCKET, "there is no bucket '" + name + "'");
    }
    return bucket;
  }

  static boolean create(Tables tables, BucketFacts bucket) {
    if (tables.bucket(bucket.name()) != null) {
      return false;
    }
    tables.addBucket(bucket);
    return true;
  }

  static Optional<BucketFacts> find(Tables tables, String name) {
    if (tables.bucket(name) == null) {
      return Optional.empty();
    }
    return all(tables).stream().filter(bucket -> bucket.name().equals(name)).findFirst();
  }

  static List<BucketFacts> all(Tables tables) {
    return tables.buckets();
  }

  static void delete(Tables tables, String name) {
    long id = require(tables, name).id();
    if (isUsed(tables.objects(id)) || isUsed(tables.uploads(id)) || isUsed(tables.versions(id))) {
      throw new EngineException(
          ErrorCode.BUCKET_NOT_EMPTY,
          "bucket '" + name + "' still holds objects, versions or uploads under way");
    }
    tables.removeBucket(id);
  }

  private static boolean isUsed(Tables.Cursor<?> rows) {
    try (rows) {
      rows.seek(new byte[0], "");
      return rows.next() != null;
    }
  }

  static void setVersioning(Tables tables, String name, Versioning versioning) {
    BucketRow bucket = require(tables, name);
    if (versioning == Versioning.OFF) {
      throw new EngineException(
          ErrorCode.INVALID_ARGUMENT,
          "versioning cannot be turned off again, only suspended: '" + name + "'");
    }
    if (versioning == Versioning.SUSPENDED && bucket.replicates()) {
      throw new EngineException(
          ErrorCode.INVALID_BUCKET_STATE,
          "A replication configuration is present on this bucket, so you cannot change the"
              + " versioning state. To change the versioning state, first delete the replication"
              + " configuration.");
    }
    tables.putBucket(bucket.with(versioning));
  }

  static void setReplication(Tables tables, String name, @Nullable ReplicationSettings settings) {
    BucketRow bucket = require(tables, name);
    if (settings != null && bucket.versioning() != Versioning.ENABLED) {
      throw new EngineException(
          ErrorCode.INVALID_REQUEST,
          "Versioning must be 'Enabled' on the bucket to apply a replication configuration");
    }
    Rules.put(tables, bucket, settings);
  }

  static ReplicationSettings replication(Tables tables, String name) {
    ReplicationSettings settings = Rules.settings(tables, require(tables, name));
    if (settings == null) {
      throw new EngineException(
          ErrorCode.NO_REPLICATION, "The replication configuration was not found");
    }
    return settings;
  }
}
