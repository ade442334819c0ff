package dev.etagere.local;

import java.util.List;
import java.util.Optional;

/** Buckets, inside a transaction. */
final class Buckets {
  private Buckets() {}

  static long require(Tables tables, String name) {
    Long id = tables.bucketId(name);
    if (id == null) {
      throw new EngineException(ErrorCode.NO_SUCH_BUCKET, "there is no bucket '" + name + "'");
    }
    return id;
  }

  static boolean create(Tables tables, BucketFacts bucket) {
    if (tables.bucketId(bucket.name()) != null) {
      return false;
    }
    tables.addBucket(bucket);
    return true;
  }

  static Optional<BucketFacts> find(Tables tables, String name) {
    if (tables.bucketId(name) == null) {
      return Optional.empty();
    }
    return all(tables).stream().filter(bucket -> bucket.name().equals(name)).findFirst();
  }

  static List<BucketFacts> all(Tables tables) {
    return tables.buckets();
  }

  static void delete(Tables tables, String name) {
    long id = require(tables, name);
    try (Tables.Cursor<ObjectFacts> objects = tables.objects(id);
        Tables.Cursor<UploadFacts> uploads = tables.uploads(id)) {
      objects.seek(new byte[0], "");
      uploads.seek(new byte[0], "");
      if (objects.next() != null || uploads.next() != null) {
        throw new EngineException(
            ErrorCode.BUCKET_NOT_EMPTY,
            "bucket '" + name + "' still holds objects or uploads under way");
      }
    }
    tables.removeBucket(id);
  }
}
