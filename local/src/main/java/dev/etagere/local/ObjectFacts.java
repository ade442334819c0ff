package dev.etagere.local;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object, or one version of it, without its bytes.
 *
 * @param key the key
 * @param etag the MD5 of the bytes in hexadecimal, or of the parts' MD5s with their number; no
 *     quotes
 * @param size the size in bytes
 * @param lastModified when it was written, to the millisecond
 * @param headers what is kept beside the bytes
 * @param sequence the number of the write in the order of all writes of this engine
 * @param versionId its version's id, the text {@code null} if it was written while the bucket gave
 *     out none, or {@code null} if the bucket never kept versions
 * @param deleteMarker whether it is no object but the mark of a delete
 * @param replication how far it has been replicated, or {@code null} if no rule applied
 * @param parts the parts it was uploaded in, or {@code null} if it came as a whole, or was uploaded
 *     before parts were kept
 */
public record ObjectFacts(
    String key,
    String etag,
    long size,
    Instant lastModified,
    Headers headers,
    long sequence,
    @Nullable String versionId,
    boolean deleteMarker,
    @Nullable ReplicationStatus replication,
    @Nullable PartSizes parts) {
  /** An object without versions. */
  public ObjectFacts(
      String key, String etag, long size, Instant lastModified, Headers headers, long sequence) {
    this(key, etag, size, lastModified, headers, sequence, null, false, null, null);
  }

  ObjectFacts withVersionId(String id) {
    return new ObjectFacts(
        key, etag, size, lastModified, headers, sequence, id, deleteMarker, replication, parts);
  }

  ObjectFacts withReplication(@Nullable ReplicationStatus status) {
    return new ObjectFacts(
        key, etag, size, lastModified, headers, sequence, versionId, deleteMarker, status, parts);
  }

  ObjectFacts withHeaders(Headers other) {
    return new ObjectFacts(
        key,
        etag,
        size,
        lastModified,
        other,
        sequence,
        versionId,
        deleteMarker,
        replication,
        parts);
  }

  ObjectFacts withSequence(long number) {
    return new ObjectFacts(
        key,
        etag,
        size,
        lastModified,
        headers,
        number,
        versionId,
        deleteMarker,
        replication,
        parts);
  }

  ObjectFacts withParts(@Nullable PartSizes sizes) {
    return new ObjectFacts(
        key,
        etag,
        size,
        lastModified,
        headers,
        sequence,
        versionId,
        deleteMarker,
        replication,
        sizes);
  }

  /**
   * Where a part lies that is asked for by its number. An object that came as a whole has one.
   *
   * @throws EngineException InvalidArgument, InvalidPartNumber
   */
  public Range.Slice part(int number) {
    Names.part(number);
    int count = parts == null ? 1 : parts.count();
    if (number > count) {
      throw new EngineException(
          ErrorCode.INVALID_PART_NUMBER,
          "'" + key + "' has no part " + number + ", the last is " + count,
          this,
          null);
    }
    return parts == null ? new Range.Slice(0, size) : parts.slice(number);
  }
}
