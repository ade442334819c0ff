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

  /** The bucket's id, or {@code null} if there is none of that name. */
  @Nullable Long bucketId(String name);

  List<BucketFacts> buckets();

  void addBucket(BucketFacts bucket);

  /** The bucket must be empty. */
  void removeBucket(long bucket);

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
