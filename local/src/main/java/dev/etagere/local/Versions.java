package dev.etagere.local;

import dev.etagere.core.Ambient;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write or a delete does to the versions of a key, inside a transaction. The current object
 * stands apart from all other versions and from delete markers, so that a bucket without versions
 * costs nothing more; it is newer than every one of them. Where there is none the newest of the
 * others, if any, is a delete marker.
 */
final class Versions {
  private final Ambient ambient;

  Versions(Ambient ambient) {
    this.ambient = ambient;
  }

  /** A version with where it is kept. */
  record Placed(ObjectFacts facts, boolean current) {
    List<Piece> body(Tables tables, long bucket) {
      return current ? tables.body(bucket, facts.key()) : tables.versionBody(bucket, facts);
    }
  }

  /** Finds the current object, or a version; {@code null} if there is none, or a marker on top. */
  static @Nullable Placed find(
      Tables tables, BucketRow bucket, String key, @Nullable String versionId) {
    ObjectFacts current = tables.object(bucket.id(), key);
    if (current != null && (versionId == null || versionId.equals(VersionIds.of(current)))) {
      return new Placed(current, true);
    }
    ObjectFacts other = versionId == null ? null : tables.version(bucket.id(), key, versionId);
    return other == null ? null : new Placed(other, false);
  }

  /** Finds what is to be read. */
  static Placed require(Tables tables, BucketRow bucket, String key, @Nullable String versionId) {
    Placed found = find(tables, bucket, key, versionId);
    if (found == null) {
      throw missing(tables, bucket, key, versionId);
    }
    if (found.facts().deleteMarker()) {
      throw new EngineException(
          ErrorCode.METHOD_NOT_ALLOWED,
          "version " + versionId + " of '" + key + "' is a delete marker and has no content",
          found.facts(),
          null);
    }
    return new Placed(bucket.shown(found.facts()), found.current());
  }

  private static EngineException missing(
      Tables tables, BucketRow bucket, String key, @Nullable String versionId) {
    if (versionId != null) {
      return VersionIds.isValid(versionId)
          ? new EngineException(
              ErrorCode.NO_SUCH_VERSION, "'" + key + "' has no version " + versionId)
          : new EngineException(
              ErrorCode.INVALID_ARGUMENT, "Invalid version id specified: " + versionId);
    }
    ObjectFacts marker = bucket.isVersioned() ? tables.newestVersion(bucket.id(), key) : null;
    return marker == null
        ? EngineException.noSuchKey(key)
        : EngineException.deleted(bucket.shown(marker));
  }

  /** Makes new content the current object. */
  ObjectFacts put(
      Tables tables,
      BucketRow bucket,
      @Nullable ObjectFacts current,
      ObjectFacts content,
      List<Piece> body) {
    if (!bucket.isVersioned()) {
      tables.putObject(bucket.id(), content, body);
      return content;
    }
    ObjectFacts version = next(tables, bucket, current, content);
    List<ReplicationRule> rules = Rules.of(tables, bucket, version);
    if (!rules.isEmpty()) {
      version = version.withReplication(ReplicationStatus.PENDING);
    }
    makeRoom(tables, bucket, current, content.key());
    tables.putObject(bucket.id(), version, body);
    Rules.send(tables, bucket, version, rules);
    return bucket.shown(version);
  }

  /** Newer than all there is, also where a replica came from a clock that is ahead. */
  private ObjectFacts next(
      Tables tables, BucketRow bucket, @Nullable ObjectFacts current, ObjectFacts content) {
    String key = content.key();
    ObjectFacts newest = current == null ? tables.newestVersion(bucket.id(), key) : current;
    Instant modified = content.lastModified();
    if (newest != null && !modified.isAfter(newest.lastModified())) {
      modified = newest.lastModified().plusMillis(1);
    }
    String id =
        bucket.versioning() == Versioning.ENABLED
            ? VersionIds.next(modified, content.sequence(), ambient)
            : null;
    return new ObjectFacts(
        key,
        content.etag(),
        content.size(),
        modified,
        content.headers(),
        content.sequence(),
        id,
        content.deleteMarker(),
        null,
        content.parts());
  }

  /** Afterwards no current object is in the way, unless it is the one to be replaced. */
  private static void makeRoom(
      Tables tables, BucketRow bucket, @Nullable ObjectFacts current, String key) {
    boolean replaces = bucket.versioning() == Versioning.SUSPENDED;
    if (current != null && !(replaces && current.versionId() == null)) {
      tables.demote(bucket.id(), key);
    }
    ObjectFacts unnumbered = replaces ? tables.version(bucket.id(), key, VersionIds.NULL) : null;
    if (unnumbered != null) {
      tables.removeVersion(bucket.id(), unnumbered);
    }
  }

  /** A delete that names no version. */
  Deleted delete(
      Tables tables, BucketRow bucket, @Nullable ObjectFacts current, ObjectFacts marker) {
    if (!bucket.isVersioned()) {
      if (current != null) {
        tables.removeObject(bucket.id(), marker.key());
      }
      return new Deleted(current != null, null, false);
    }
    ObjectFacts version = next(tables, bucket, current, marker);
    List<ReplicationRule> rules = Rules.of(tables, bucket, version);
    makeRoom(tables, bucket, current, marker.key());
    if (current != null && current.versionId() == null && isSuspended(bucket)) {
      tables.removeObject(bucket.id(), marker.key());
    }
    tables.addVersion(bucket.id(), version, List.of());
    Rules.send(tables, bucket, version, rules);
    return new Deleted(current != null, VersionIds.of(version), true);
  }

  private static boolean isSuspended(BucketRow bucket) {
    return bucket.versioning() == Versioning.SUSPENDED;
  }

  /** A delete of a version; what is below it comes back. */
  static void remove(Tables tables, BucketRow bucket, Placed version) {
    String key = version.facts().key();
    if (version.current()) {
      tables.removeObject(bucket.id(), key);
    } else {
      tables.removeVersion(bucket.id(), version.facts());
    }
    if (bucket.isVersioned() && tables.object(bucket.id(), key) == null) {
      ObjectFacts below = tables.newestVersion(bucket.id(), key);
      if (below != null && !below.deleteMarker()) {
        tables.promote(bucket.id(), below);
      }
    }
  }

  /**
   * Takes a version from another bucket as it is: the current one if it is the newest, or else
   * below.
   *
   * @return whether it was not there already
   */
  static boolean putReplica(
      Tables tables, BucketRow bucket, ObjectFacts version, List<Piece> body) {
    String key = version.key();
    if (find(tables, bucket, key, VersionIds.of(version)) != null) {
      return false;
    }
    ObjectFacts current = tables.object(bucket.id(), key);
    ObjectFacts newest = current == null ? tables.newestVersion(bucket.id(), key) : current;
    boolean onTop = newest == null || VersionIds.isNewer(version, newest);
    if (onTop && current != null) {
      tables.demote(bucket.id(), key);
    }
    if (onTop && !version.deleteMarker()) {
      tables.putObject(bucket.id(), version, body);
    } else {
      tables.addVersion(bucket.id(), version, body);
    }
    return true;
  }
}
