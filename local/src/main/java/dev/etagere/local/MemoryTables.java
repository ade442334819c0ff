package dev.etagere.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sorted maps; its caller holds the lock. */
final class MemoryTables implements Tables {
  private final NavigableMap<String, Long> ids = new TreeMap<>();
  private final Map<Long, Bucket> buckets = new HashMap<>();
  private final Map<String, NavigableMap<Integer, Part>> parts = new HashMap<>();
  private final NavigableMap<Long, Outgoing> outbox = new TreeMap<>();
  private long sequence;

  record Stored(ObjectFacts facts, List<Piece> body) {}

  private record Part(PartFacts facts, List<Piece> body) {}

  @SuppressWarnings("ArrayRecordComponent") // only ever compared by ORDER
  private record UploadKey(byte[] key, String uploadId) {
    static final Comparator<UploadKey> ORDER =
        Comparator.comparing(UploadKey::key, Arrays::compareUnsigned)
            .thenComparing(UploadKey::uploadId);
  }

  private static final class Bucket {
    private final BucketFacts facts;
    private final NavigableMap<byte[], Stored> objects = new TreeMap<>(Arrays::compareUnsigned);
    private final MemoryVersions versions = new MemoryVersions();
    private final NavigableMap<UploadKey, UploadFacts> uploads = new TreeMap<>(UploadKey.ORDER);
    private final Map<String, String> settings = new HashMap<>();
    private BucketRow row;

    Bucket(BucketFacts facts, long id) {
      this.facts = facts;
      this.row = BucketRow.plain(id);
    }
  }

  @Override
  public long nextSequence() {
    return ++sequence;
  }

  @Override
  public @Nullable BucketRow bucket(String name) {
    Long id = ids.get(name);
    return id == null ? null : bucket(id).row;
  }

  @Override
  public @Nullable String bucketName(long bucket) {
    Bucket found = buckets.get(bucket);
    return found == null ? null : found.facts.name();
  }

  @Override
  public List<BucketFacts> buckets() {
    return ids.values().stream().map(id -> bucket(id).facts).toList();
  }

  @Override
  public void addBucket(BucketFacts facts) {
    long id = nextSequence();
    ids.put(facts.name(), id);
    buckets.put(id, new Bucket(facts, id));
  }

  @Override
  public void removeBucket(long id) {
    ids.remove(bucket(id).facts.name());
    buckets.remove(id);
    outbox.values().removeIf(each -> each.bucket() == id);
  }

  @Override
  public void putBucket(BucketRow row) {
    bucket(row.id()).row = row;
  }

  @Override
  public @Nullable String setting(long bucket, String name) {
    return bucket(bucket).settings.get(name);
  }

  @Override
  public void putSetting(long bucket, String name, @Nullable String value) {
    if (value == null) {
      bucket(bucket).settings.remove(name);
    } else {
      bucket(bucket).settings.put(name, value);
    }
  }

  @Override
  public @Nullable ObjectFacts object(long bucket, String key) {
    Stored stored = bucket(bucket).objects.get(Utf8.bytes(key));
    return stored == null ? null : stored.facts();
  }

  @Override
  public List<Piece> body(long bucket, String key) {
    return Objects.requireNonNull(bucket(bucket).objects.get(Utf8.bytes(key))).body();
  }

  @Override
  public Cursor<ObjectFacts> objects(long bucket) {
    NavigableMap<byte[], Stored> all = bucket(bucket).objects;
    return new MapCursor<>(
        (key, aboveId) -> all.tailMap(key, true).values().iterator(), Stored::facts);
  }

  @Override
  public void putObject(long bucket, ObjectFacts object, List<Piece> body) {
    bucket(bucket).objects.put(Utf8.bytes(object.key()), new Stored(object, body));
  }

  @Override
  public void removeObject(long bucket, String key) {
    bucket(bucket).objects.remove(Utf8.bytes(key));
  }

  @Override
  public void demote(long bucket, String key) {
    Bucket in = bucket(bucket);
    in.versions.put(Objects.requireNonNull(in.objects.remove(Utf8.bytes(key))));
  }

  @Override
  public void promote(long bucket, ObjectFacts version) {
    Bucket in = bucket(bucket);
    in.objects.put(Utf8.bytes(version.key()), in.versions.remove(version));
  }

  @Override
  public @Nullable ObjectFacts version(long bucket, String key, String versionId) {
    return bucket(bucket).versions.find(key, versionId);
  }

  @Override
  public @Nullable ObjectFacts newestVersion(long bucket, String key) {
    return bucket(bucket).versions.newest(key);
  }

  @Override
  public List<Piece> versionBody(long bucket, ObjectFacts version) {
    return bucket(bucket).versions.get(version).body();
  }

  @Override
  public Cursor<ObjectFacts> versions(long bucket) {
    MemoryVersions versions = bucket(bucket).versions;
    return new MapCursor<>((key, aboveId) -> versions.from(key), Stored::facts);
  }

  @Override
  public void addVersion(long bucket, ObjectFacts version, List<Piece> body) {
    bucket(bucket).versions.put(new Stored(version, body));
  }

  @Override
  public void removeVersion(long bucket, ObjectFacts version) {
    bucket(bucket).versions.remove(version);
  }

  @Override
  public void setReplication(long bucket, ObjectFacts version, ReplicationStatus status) {
    Bucket in = bucket(bucket);
    byte[] key = Utf8.bytes(version.key());
    Stored current = in.objects.get(key);
    if (current != null && VersionIds.of(current.facts()).equals(VersionIds.of(version))) {
      in.objects.put(key, new Stored(current.facts().withReplication(status), current.body()));
    } else {
      in.versions.setReplication(version, status);
    }
  }

  @Override
  public void addOutgoing(Outgoing outgoing) {
    outbox.put(outgoing.id(), outgoing);
  }

  @Override
  public void removeOutgoing(long id) {
    outbox.remove(id);
  }

  @Override
  public List<Outgoing> outgoing(long above, int limit) {
    return outbox.tailMap(above, false).values().stream().limit(limit).toList();
  }

  @Override
  public long outgoingCount() {
    return outbox.size();
  }

  @Override
  public boolean isOutgoing(long bucket, String key, String versionId) {
    return outbox.values().stream()
        .anyMatch(
            each ->
                each.bucket() == bucket
                    && each.key().equals(key)
                    && each.versionId().equals(versionId));
  }

  @Override
  public @Nullable UploadFacts upload(long bucket, String key, String uploadId) {
    return bucket(bucket).uploads.get(new UploadKey(Utf8.bytes(key), uploadId));
  }

  @Override
  public Cursor<UploadFacts> uploads(long bucket) {
    NavigableMap<UploadKey, UploadFacts> all = bucket(bucket).uploads;
    return new MapCursor<>(
        (key, aboveId) -> all.tailMap(new UploadKey(key, aboveId), false).values().iterator(),
        Function.identity());
  }

  @Override
  public void addUpload(long bucket, UploadFacts upload) {
    bucket(bucket).uploads.put(new UploadKey(Utf8.bytes(upload.key()), upload.uploadId()), upload);
  }

  @Override
  public void removeUpload(long bucket, UploadFacts upload) {
    bucket(bucket).uploads.remove(new UploadKey(Utf8.bytes(upload.key()), upload.uploadId()));
    parts.remove(upload.uploadId());
  }

  @Override
  public List<PartFacts> parts(String uploadId, int above, int limit) {
    List<PartFacts> page = new ArrayList<>();
    for (Part part : partsOf(uploadId).tailMap(above, false).values()) {
      if (page.size() == limit) {
        break;
      }
      page.add(part.facts());
    }
    return page;
  }

  @Override
  public List<Piece> partBody(String uploadId, int number) {
    return Objects.requireNonNull(partsOf(uploadId).get(number)).body();
  }

  @Override
  public void putPart(String uploadId, PartFacts part, List<Piece> body) {
    parts.computeIfAbsent(uploadId, id -> new TreeMap<>()).put(part.number(), new Part(part, body));
  }

  private NavigableMap<Integer, Part> partsOf(String uploadId) {
    return parts.getOrDefault(uploadId, new TreeMap<>());
  }

  private Bucket bucket(long id) {
    return Objects.requireNonNull(buckets.get(id));
  }

  /** Iterators, not streams: a stream over the tail of a map counts it first. */
  private static final class MapCursor<S, T> implements Cursor<T> {
    private final BiFunction<byte[], String, Iterator<S>> from;
    private final Function<S, T> row;
    private Iterator<S> rows = List.<S>of().iterator();

    MapCursor(BiFunction<byte[], String, Iterator<S>> from, Function<S, T> row) {
      this.from = from;
      this.row = row;
    }

    @Override
    public void seek(byte[] key, String aboveId) {
      rows = from.apply(key, aboveId);
    }

    @Override
    public @Nullable T next() {
      return rows.hasNext() ? row.apply(rows.next()) : null;
    }

    @Override
    public void close() {}
  }
}
