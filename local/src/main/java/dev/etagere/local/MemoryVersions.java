package dev.etagere.local;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is below the current objects of a bucket, and delete markers; of a key newest first. */
final class MemoryVersions {
  private final NavigableMap<Place, MemoryTables.Stored> all = new TreeMap<>(Place.ORDER);

  @SuppressWarnings("ArrayRecordComponent") // only ever compared by ORDER
  private record Place(byte[] key, Instant modified, String versionId) {
    static final Comparator<Place> ORDER =
        Comparator.comparing(Place::key, Arrays::compareUnsigned)
            .thenComparing(Place::modified, Comparator.reverseOrder())
            .thenComparing(Place::versionId, Comparator.reverseOrder());

    static Place of(ObjectFacts version) {
      return new Place(Utf8.bytes(version.key()), version.lastModified(), VersionIds.of(version));
    }

    static Place first(byte[] key) {
      return new Place(key, Instant.MAX, "\uffff");
    }
  }

  void put(MemoryTables.Stored version) {
    all.put(Place.of(version.facts()), version);
  }

  MemoryTables.Stored get(ObjectFacts version) {
    return Objects.requireNonNull(all.get(Place.of(version)));
  }

  MemoryTables.Stored remove(ObjectFacts version) {
    return Objects.requireNonNull(all.remove(Place.of(version)));
  }

  void setReplication(ObjectFacts version, ReplicationStatus status) {
    all.computeIfPresent(
        Place.of(version),
        (place, there) ->
            new MemoryTables.Stored(there.facts().withReplication(status), there.body()));
  }

  @Nullable ObjectFacts newest(String key) {
    Iterator<MemoryTables.Stored> rows = from(Utf8.bytes(key));
    ObjectFacts first = rows.hasNext() ? rows.next().facts() : null;
    return first != null && first.key().equals(key) ? first : null;
  }

  @Nullable ObjectFacts find(String key, String versionId) {
    Instant time = VersionIds.timeOf(versionId);
    if (time != null) {
      MemoryTables.Stored found = all.get(new Place(Utf8.bytes(key), time, versionId));
      return found == null ? null : found.facts();
    }
    Iterator<MemoryTables.Stored> rows = from(Utf8.bytes(key));
    while (rows.hasNext()) {
      ObjectFacts each = rows.next().facts();
      if (!each.key().equals(key)) {
        return null;
      }
      if (VersionIds.of(each).equals(versionId)) {
        return each;
      }
    }
    return null;
  }

  Iterator<MemoryTables.Stored> from(byte[] key) {
    return all.tailMap(Place.first(key), true).values().iterator();
  }
}
