package dev.etagere.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an engine holds, as one transaction sees it. Memory and disk each have theirs; it decides
 * nothing. Rows are ordered by the bytes of their keys in UTF-8.
 */
interface Tables {
  /** The number of this write; the next one is higher. */
  long nextSequence();

  /** The bucket, or {@code null} if there is none of that name. */
  @Nullable BucketRow bucket(String name);

  List<BucketFacts> buckets();

  void addBucket(BucketFacts bucket);

  /** Removes a bucket, which must be empty, and its settings. */
  void removeBucket(long bucket);

  /** Changes all but its id. */
  void putBucket(BucketRow bucket);

  @Nullable String setting(long bucket, String name);

  /** Keeps a setting, or forgets it. */
  void putSetting(long bucket, String name, @Nullable String value);

  @Nullable ObjectFacts object(long bucket, String key);

  /** The body of an object that is there; bytes that are not in files are at hand. */
  List<Piece> body(long bucket, String key);

  /** Every object, from where {@link Cursor#seek} puts it. */
  Cursor<ObjectFacts> objects(long bucket);

  /**
   * Puts an object in place of what may be there; its pieces are new, or those of rows there are.
   */
  void putObject(long bucket, ObjectFacts object, List<Piece> body);

  void removeObject(long bucket, String key);

  /** Makes of the current object a version below it. */
  void demote(long bucket, String key);

  /** Makes of a version that is no delete marker the current object, where there is none. */
  void promote(long bucket, ObjectFacts version);

  /** A version below the current object, or a delete marker. */
  @Nullable ObjectFacts version(long bucket, String key, String versionId);

  /** The newest of those {@link #version} finds. */
  @Nullable ObjectFacts newestVersion(long bucket, String key);

  List<Piece> versionBody(long bucket, ObjectFacts version);

  /** Every version {@link #version} finds, of a key newest first. */
  Cursor<ObjectFacts> versions(long bucket);

  void addVersion(long bucket, ObjectFacts version, List<Piece> body);

  void removeVersion(long bucket, ObjectFacts version);

  /** Of an object or a version that is there. */
  void setReplication(long bucket, ObjectFacts version, ReplicationStatus status);

  void addOutgoing(Outgoing outgoing);

  void removeOutgoing(long id);

  /** At most {@code limit} in the order they were added, above an id. */
  List<Outgoing> outgoing(long above, int limit);

  /** How many there are in all. */
  long outgoingCount();

  /** Whether a version still has somewhere to go. */
  boolean isOutgoing(long bucket, String key, String versionId);

  /** The bucket of an id, or {@code null}. */
  @Nullable String bucketName(long bucket);

  @Nullable UploadFacts upload(long bucket, String key, String uploadId);

  /** Every upload, from where {@link Cursor#seek} puts it. */
  Cursor<UploadFacts> uploads(long bucket);

  void addUpload(long bucket, UploadFacts upload);

  /** Removes an upload and its parts. */
  void removeUpload(long bucket, UploadFacts upload);

  /** At most {@code limit} parts above a number, in order. */
  List<PartFacts> parts(String uploadId, int above, int limit);

  List<Piece> partBody(String uploadId, int number);

  void putPart(String uploadId, PartFacts part, List<Piece> body);

  /** Rows in order, one at a time. */
  interface Cursor<T> extends AutoCloseable {
    /**
     * Goes to the first row at {@code key} or above; where keys can stand in several rows, to those
     * of {@code key} above an id.
     */
    void seek(byte[] key, String aboveId);

    /** The row it stands on, leaving it behind; {@code null} after the last. */
    @Nullable T next();

    @Override
    void close();
  }
}
