package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Objects: each method is one transaction. */
final class ObjectWork {
  private final Storage storage;
  private final Ambient ambient;
  private final Bodies bodies;
  private final Versions versions;
  private final Outbox outbox = new Outbox();

  ObjectWork(Storage storage, Ambient ambient) {
    this.storage = storage;
    this.ambient = ambient;
    this.versions = new Versions(ambient);
    this.bodies = new Bodies(storage);
  }

  ObjectFacts put(
      String bucket, String key, InputStream body, PutRequest request, Supplier<Deadline> patience)
      throws IOException {
    Names.key(key);
    storage.read(patience.get(), tables -> Buckets.require(tables, bucket));
    try (Bodies.Taken taken = bodies.take(body, request, patience)) {
      return outbox.written(
          commit(taken, patience.get(), tables -> put(tables, bucket, key, taken, request)));
    }
  }

  private ObjectFacts put(
      Tables tables, String bucket, String key, Bodies.Taken taken, PutRequest request) {
    BucketRow row = Buckets.require(tables, bucket);
    ObjectFacts current = tables.object(row.id(), key);
    Judge.write(request.condition(), key, current);
    taken.spool().confirm();
    Headers asked = Names.headers(request.headers().on(current));
    Headers headers = Encryptions.applied(tables, row, asked);
    ObjectFacts written = facts(tables, key, taken.etag(), taken.size(), headers);
    return versions.put(tables, row, current, written, taken.pieces());
  }

  Outbox outbox() {
    return outbox;
  }

  /**
   * Takes a version from another bucket as it is.
   *
   * @param body its bytes, or {@code null} of a delete marker
   */
  void replicate(
      String bucket, ObjectFacts version, @Nullable InputStream body, Supplier<Deadline> patience)
      throws IOException {
    if (body == null) {
      storage.write(patience.get(), tables -> replicate(tables, bucket, version, List.of()));
      return;
    }
    storage.read(patience.get(), tables -> Buckets.require(tables, bucket));
    PutRequest request = PutRequest.of(version.headers()).withLength(version.size());
    try (Bodies.Taken taken = bodies.take(body, request, patience)) {
      commit(
          taken,
          patience.get(),
          tables -> {
            taken.spool().confirm();
            return replicate(tables, bucket, version, taken.pieces());
          },
          // Where it was already, nothing refers to the new body.
          added -> added);
    }
  }

  private static boolean replicate(
      Tables tables, String bucket, ObjectFacts version, List<Piece> body) {
    BucketRow row = Buckets.require(tables, bucket);
    if (row.versioning() != Versioning.ENABLED) {
      throw new EngineException(
          ErrorCode.INVALID_BUCKET_STATE, "bucket '" + bucket + "' keeps no versions");
    }
    return Versions.putReplica(tables, row, version.withSequence(tables.nextSequence()), body);
  }

  Versions versions() {
    return versions;
  }

  /** Runs a write and tells the body what became of it. */
  <T> T commit(Bodies.Taken taken, Deadline deadline, Function<Tables, T> work) {
    return commit(taken, deadline, work, result -> true);
  }

  private <T> T commit(
      Bodies.Taken taken, Deadline deadline, Function<Tables, T> work, Predicate<T> refers) {
    try {
      T result = storage.write(deadline, work);
      if (refers.test(result)) {
        taken.spool().committed(true);
      }
      return result;
    } catch (EngineException e) {
      if (e.code() == ErrorCode.OUTCOME_UNKNOWN) {
        taken.spool().committed(false);
      }
      throw e;
    }
  }

  ObjectFacts facts(Tables tables, String key, String etag, long size, Headers headers) {
    String shown = Encryptions.etag(etag, headers, ambient);
    return new ObjectFacts(key, shown, size, now(), headers, tables.nextSequence());
  }

  Instant now() {
    return ambient.now().truncatedTo(ChronoUnit.MILLIS);
  }

  ObjectFacts head(
      String bucket, String key, @Nullable String versionId, ReadIf condition, Deadline deadline) {
    return storage.read(
        deadline,
        tables -> {
          BucketRow row = Buckets.require(tables, bucket);
          ObjectFacts facts = Versions.require(tables, row, key, versionId).facts();
          Judge.read(condition, facts);
          return facts;
        });
  }

  OpenedObject open(
      String bucket,
      String key,
      @Nullable String versionId,
      ReadIf condition,
      BiConsumer<ReadIf, ObjectFacts> judge,
      Function<ObjectFacts, Range.Slice> wanted,
      Deadline deadline)
      throws IOException {
    long lost = -1;
    while (true) {
      Found found = find(bucket, key, versionId, facts -> judge.accept(condition, facts), deadline);
      ObjectFacts facts = found.facts();
      Range.Slice slice = wanted.apply(facts);
      InputStream body = bodies.open(found.body(), slice);
      if (body != null) {
        return new OpenedObject(facts, slice.offset(), slice.length(), body);
      }
      // A body goes after the object has changed: it was replaced meanwhile, and there is a newer
      // one.
      requireNewer(facts, lost, deadline);
      lost = facts.sequence();
    }
  }

  private static void requireNewer(ObjectFacts facts, long lost, Deadline deadline) {
    if (facts.sequence() == lost) {
      throw new EngineException(
          ErrorCode.CORRUPT, "'" + facts.key() + "' is damaged: a file with its bytes is missing");
    }
    if (deadline.passed()) {
      throw new EngineException(
          ErrorCode.BUSY, "'" + facts.key() + "' was replaced faster than it could be opened");
    }
  }

  private record Found(ObjectFacts facts, List<Piece> body) {}

  private Found find(
      String bucket,
      String key,
      @Nullable String versionId,
      Consumer<ObjectFacts> judge,
      Deadline deadline) {
    return storage.read(
        deadline,
        tables -> {
          BucketRow row = Buckets.require(tables, bucket);
          Versions.Placed found = Versions.require(tables, row, key, versionId);
          judge.accept(found.facts());
          return new Found(found.facts(), found.body(tables, row.id()));
        });
  }

  Deleted delete(
      String bucket, String key, @Nullable String versionId, If condition, Deadline deadline) {
    Deleted deleted =
        storage.write(
            deadline,
            tables -> {
              BucketRow row = Buckets.require(tables, bucket);
              return versionId == null
                  ? delete(tables, row, key, condition)
                  : deleteVersion(tables, row, key, versionId, condition);
            });
    return versionId == null ? outbox.deleted(deleted) : deleted;
  }

  private Deleted delete(Tables tables, BucketRow bucket, String key, If condition) {
    ObjectFacts current = tables.object(bucket.id(), key);
    Judge.write(condition, key, current);
    if (current == null && !bucket.isVersioned()) {
      return new Deleted(false, null, false);
    }
    ObjectFacts marker =
        new ObjectFacts(
            bucket.isVersioned() ? Names.key(key) : key,
            "",
            0,
            now(),
            Headers.none(),
            tables.nextSequence(),
            null,
            true,
            null,
            null);
    return versions.delete(tables, bucket, current, marker);
  }

  /** The condition is judged on that version; a delete marker counts as absent. */
  private static Deleted deleteVersion(
      Tables tables, BucketRow bucket, String key, String versionId, If condition) {
    if (!VersionIds.isValid(versionId)) {
      throw new EngineException(
          ErrorCode.INVALID_ARGUMENT, "Invalid version id specified: " + versionId);
    }
    Versions.Placed found = Versions.find(tables, bucket, key, versionId);
    boolean marker = found != null && found.facts().deleteMarker();
    Judge.write(condition, key, found == null || marker ? null : found.facts());
    if (found != null) {
      tables.nextSequence();
      Versions.remove(tables, bucket, found);
    }
    return new Deleted(found != null, bucket.isVersioned() ? versionId : null, marker);
  }

  ObjectFacts copy(CopyRequest request, Deadline deadline) {
    Names.key(request.toKey());
    return outbox.written(storage.write(deadline, tables -> copy(tables, request)));
  }

  private ObjectFacts copy(Tables tables, CopyRequest request) {
    BucketRow from = Buckets.require(tables, request.fromBucket());
    BucketRow to = Buckets.require(tables, request.toBucket());
    Versions.Placed source = source(tables, from, request);
    Judge.source(request.sourceIf(), source.facts());
    ObjectFacts current = tables.object(to.id(), request.toKey());
    Judge.write(request.condition(), request.toKey(), current);
    Headers asked = Names.headers(request.headers().on(source.facts(), current));
    Headers headers = Encryptions.applied(tables, to, asked);
    ObjectFacts copy =
        facts(tables, request.toKey(), source.facts().etag(), source.facts().size(), headers)
            .withParts(source.facts().parts());
    return versions.put(tables, to, current, copy, source.body(tables, from.id()));
  }

  private static Versions.Placed source(Tables tables, BucketRow from, CopyRequest request) {
    try {
      return Versions.require(tables, from, request.fromKey(), request.fromVersion());
    } catch (EngineException e) {
      if (e.code() == ErrorCode.METHOD_NOT_ALLOWED) {
        throw new EngineException(
            ErrorCode.INVALID_REQUEST,
            "The source of a copy request may not specifically refer to a delete marker by"
                + " version id.");
      }
      throw e.code() == ErrorCode.NO_SUCH_KEY
          ? EngineException.noSuchKey(request.fromKey()).onSource()
          : e.onSource();
    }
  }
}
