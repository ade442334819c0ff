package dev.etagere.local;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Current objects and all other versions in one order: by key, and of a key newest first. */
final class VersionCursor implements Tables.Cursor<ListedVersion> {
  private final Tables tables;
  private final BucketRow bucket;
  private final Tables.Cursor<ObjectFacts> objects;
  private final Tables.Cursor<ObjectFacts> others;
  private @Nullable ObjectFacts object;
  private @Nullable ObjectFacts other;
  private @Nullable String last;

  VersionCursor(Tables tables, BucketRow bucket) {
    this.tables = tables;
    this.bucket = bucket;
    this.objects = tables.objects(bucket.id());
    this.others = tables.versions(bucket.id());
  }

  /** Of the key itself, goes on below the version of that id. */
  @Override
  public void seek(byte[] key, String belowId) {
    objects.seek(key, "");
    others.seek(key, "");
    object = objects.next();
    other = others.next();
    last = null;
    if (!belowId.isEmpty()) {
      skip(Utf8.text(key), belowId);
    }
  }

  private void skip(String key, String belowId) {
    ObjectFacts place = place(key, belowId);
    if (place == null) {
      return;
    }
    // Those were on an earlier page.
    for (ObjectFacts next = peek();
        next != null && next.key().equals(key) && !VersionIds.isNewer(place, next);
        next = peek()) {
      next();
    }
  }

  /** Where a version stands, or stood: its id tells. Of one without an id only as it is there. */
  private @Nullable ObjectFacts place(String key, String id) {
    Versions.Placed found = Versions.find(tables, bucket, key, id);
    if (found != null) {
      return found.facts();
    }
    Instant time = VersionIds.timeOf(id);
    return time == null
        ? null
        : new ObjectFacts(key, "", 0, time, Headers.none(), 0, id, false, null, null);
  }

  private @Nullable ObjectFacts peek() {
    return isObjectNext() ? object : other;
  }

  /** Of one key the current object comes first. */
  private boolean isObjectNext() {
    return object != null
        && (other == null
            || Arrays.compareUnsigned(Utf8.bytes(object.key()), Utf8.bytes(other.key())) <= 0);
  }

  @Override
  public @Nullable ListedVersion next() {
    ObjectFacts next = peek();
    if (next == null) {
      return null;
    }
    if (isObjectNext()) {
      object = objects.next();
    } else {
      other = others.next();
    }
    boolean latest = !next.key().equals(last);
    last = next.key();
    return new ListedVersion(bucket.shown(next), latest);
  }

  @Override
  public void close() {
    objects.close();
    others.close();
  }
}
