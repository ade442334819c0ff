package dev.etagere.local;

/**
 * What a transaction needs to know of a bucket.
 *
 * @param id its number
 * @param versioning whether it keeps versions
 * @param replicates whether it has rules for replication
 * @param encrypts whether it gives an encryption other than the standard one
 */
record BucketRow(long id, Versioning versioning, boolean replicates, boolean encrypts) {
  static BucketRow plain(long id) {
    return new BucketRow(id, Versioning.OFF, false, false);
  }

  BucketRow with(Versioning other) {
    return new BucketRow(id, other, replicates, encrypts);
  }

  BucketRow replicating(boolean other) {
    return new BucketRow(id, versioning, other, encrypts);
  }

  BucketRow encrypting(boolean other) {
    return new BucketRow(id, versioning, replicates, other);
  }

  boolean isVersioned() {
    return versioning != Versioning.OFF;
  }

  /** An object as this bucket shows it: where there never were versions, no id is told. */
  ObjectFacts shown(ObjectFacts facts) {
    return isVersioned() && facts.versionId() == null
        ? facts.withVersionId(VersionIds.NULL)
        : facts;
  }
}
