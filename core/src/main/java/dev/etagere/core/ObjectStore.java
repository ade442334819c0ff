package dev.etagere.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Objects by key, with conditional reads and writes whose outcome is known or typed as unknown.
 *
 * <p><b>Guarantees.</b> A write with a {@link Precondition} takes effect only if the location finds
 * it to hold in the same step; of many that race on one version exactly one wins. A write that
 * returns is durable. A write that throws was not applied, unless it throws {@link
 * OutcomeUnknownException}. How strong reads are depends on the locations the store was opened
 * over; over one location they are linearizable, as S3's are.
 *
 * <p><b>Keys</b> are 1 to 1,024 bytes of UTF-8 (the location's prefix included) without control
 * characters, U+FFFE and U+FFFF; anything else is an {@link IllegalArgumentException}.
 *
 * <p><b>Deadlines.</b> Every call is bounded: 30 s by default, 1 h for what moves large bodies
 * ({@link #upload}, {@link #download}, a {@link #put} above 1 MiB); {@link #within} gives another
 * bound. An interrupt ends a call early and leaves the thread's interrupt flag set; a read then
 * throws {@link UnavailableException}, a write what is true of it. How early a request under way
 * ends is the location's: some 20 ms in S3, unless the caller gave a client that does not notice
 * interrupts.
 *
 * <p><b>Errors</b> of every method: {@link UnavailableException} (try again later), {@link
 * AccessException} (correct credentials or location); of writes also {@link ConflictException}
 * (read again), {@link OutcomeUnknownException} (look), {@link UnsupportedException} (the location
 * cannot do that).
 *
 * <p>Safe for use by many threads. Close it when it is no longer needed.
 */
public interface ObjectStore extends AutoCloseable {

  /**
   * Reads an object in full.
   *
   * @return the object, or empty if there is none
   * @throws TooLargeException if it is larger than the limit (16 MiB by default); use {@link
   *     #open(String)}
   * @throws CorruptException if the bytes are not those that were written
   */
  Optional<StoredObject> get(String key);

  /**
   * Reads an object in full if it is still at a version.
   *
   * @return the object, or empty if there is none
   * @throws ConflictException if it is at another version now
   * @throws TooLargeException as {@link #get}
   */
  Optional<StoredObject> getIfMatches(String key, Version expected);

  /**
   * Reads an object in full if it is no longer at a version known; else its body is not sent.
   *
   * @throws TooLargeException as {@link #get}
   */
  Refreshed getIfChanged(String key, Version known);

  /**
   * Opens an object of any size for reading. Empty if there is none. Close the stream: until then
   * it may hold a connection.
   */
  default Optional<ObjectStream> open(String key) {
    return open(key, null);
  }

  /**
   * Opens a range of an object for reading; close the stream. Empty if there is none. A range that
   * starts at or after the end of the object gives an empty stream.
   *
   * @param range the bytes wanted, or {@code null} for all
   */
  Optional<ObjectStream> open(String key, @Nullable ByteRange range);

  /** Looks at an object without reading its body. Empty if there is none. */
  Optional<ObjectInfo> head(String key);

  /**
   * Writes an object if a precondition holds. Content above the multipart threshold (16 MiB by
   * default) goes in parts; it becomes visible all at once, under the same precondition.
   *
   * @return the version written
   * @throws ConflictException if the precondition does not hold
   * @throws OutcomeUnknownException if the location never said whether it was written
   */
  default Version put(String key, Content content, Precondition precondition) {
    return put(key, content, precondition, TransferListener.none());
  }

  /**
   * The same, and tells how far it is.
   *
   * @param listener called from several threads
   */
  Version put(String key, Content content, Precondition precondition, TransferListener listener);

  /**
   * Writes an object, whatever is there. Prefer {@link #create}, {@link #replace} or {@link
   * #update}: an unconditional write may overwrite what its caller never saw.
   */
  default Version put(String key, Content content) {
    return put(key, content, Precondition.none());
  }

  /**
   * Writes an object that must not exist.
   *
   * @throws ConflictException if it exists; it carries the version that does, where known
   */
  default Version create(String key, Content content) {
    return put(key, content, Precondition.absent());
  }

  /**
   * Writes an object in full over a version of it.
   *
   * @throws ConflictException if it is at another version, or gone
   */
  default Version replace(String key, Content content, Version expected) {
    return put(key, content, Precondition.matches(expected));
  }

  /**
   * Removes an object if a precondition holds. That nothing is there is not an error.
   *
   * @param precondition none, or a version to match
   * @return the object is absent, and what is known of who removed it
   * @throws ConflictException if the object is at another version
   * @throws UnsupportedException if the location ignores conditions on deletes
   * @throws IllegalArgumentException for {@link Precondition#absent()}
   */
  Removal delete(String key, Precondition precondition);

  /** Removes an object, whatever is there. */
  default Removal delete(String key) {
    return delete(key, Precondition.none());
  }

  /**
   * Copies an object with all that is stored beside it, inside the location: attributes, storage
   * class and, under KMS, the key. The ACL is the bucket's default, since S3 copies none.
   *
   * @param precondition what must hold for {@code to}
   * @return the version of {@code to}
   * @throws AbsentException if there is no object at {@code from}
   * @throws ConflictException if the precondition does not hold
   */
  Version copy(String from, String to, Precondition precondition);

  /**
   * Writes a file of any size without holding it in memory; type {@code application/octet-stream}.
   */
  default Version upload(String key, Path file, Precondition precondition) {
    return upload(key, file, precondition, TransferListener.none());
  }

  /**
   * The same, and tells how far it is.
   *
   * @param listener called from several threads
   */
  default Version upload(
      String key, Path file, Precondition precondition, TransferListener listener) {
    return put(key, Content.file(file), precondition, listener);
  }

  /**
   * Reads an object of any size into a file, in parallel ranges of one version. The file appears,
   * in place of one that may be there, only when it is complete and verified. The first byte is
   * waited for as long as an ordinary call may take, the rest as long as a transfer may.
   *
   * @return what was read
   * @throws AbsentException if there is no object
   * @throws ConflictException if it changed while it was read; download it again
   * @throws CorruptException if the bytes are not those that were written
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  default ObjectInfo download(String key, Path file) {
    return download(key, file, TransferListener.none());
  }

  /**
   * The same, and tells how far it is.
   *
   * @param listener called from several threads
   */
  ObjectInfo download(String key, Path file, TransferListener listener);

  /** Lists objects lazily; the first page is fetched with the first entry. Close it. */
  Listing list(ListQuery query);

  /**
   * Changes an object by a function of what it is: reads, calls the function, writes on condition,
   * and does so again when somebody else was first, with full-jitter back-off, until the deadline
   * (30 s by default).
   *
   * <p>The function runs on the thread that calls this, and may run several times, on newer content
   * each time; only the last result counts. It must not update the same key itself ({@link
   * IllegalStateException}). Content equal to what is there is not written; it is equal also where
   * it leaves storage class or encryption to the location. What a read tells comes with the content
   * and is kept; the ACL is not told, and becomes the bucket's default. To delete, read the object
   * and {@link #delete(String, Precondition) delete} its version.
   *
   * <p><b>Calls of one process that meet on a key become one write</b>: each function runs on what
   * the one before it made, one at a time. Each caller has its own result; a function that throws
   * fails its caller alone. No caller returns before the write, or a read, has shown that what its
   * function saw is what was there, so the calls are as atomic, and in as true an order, as alone.
   * The write is sent by a thread of the store's, so a deadline or an interrupt ends a call and not
   * the write of the others: before it is sent, the function is left out ({@link
   * UnavailableException}); after, its outcome is not known ({@link OutcomeUnknownException}). A
   * failure of the write holds for all whose function changed something; if what one of them asked
   * for may be its cause, each is tried by itself. Up to 256 calls go into one write; they wait for
   * each other for a quarter of the time a write takes, 50 ms at the most. A process that wins lets
   * others in, after 6 writes in a row while others are known to be there, else after 64.
   *
   * @return what the function made and its version; where later calls went into the same write, the
   *     version is past already, and a condition on it fails
   * @throws AbsentException if there is no object; use the form with an initial value
   * @throws UnavailableException if it lost to others until the deadline; nothing was changed
   * @throws OutcomeUnknownException if the location never said whether the last write was applied
   */
  default Versioned<Content> update(String key, UnaryOperator<Content> change) {
    return Updates.run(this, key, null, change);
  }

  /**
   * The same, starting from an initial value where there is no object: the function is then applied
   * to that, and the result created.
   */
  default Versioned<Content> update(
      String key, Supplier<Content> initial, UnaryOperator<Content> change) {
    return Updates.run(this, key, initial, change);
  }

  /**
   * What {@link #update} is made of: as there, but the function sees the object itself, or {@code
   * null} if there is none, and may answer {@code null} to leave everything as it is. It shares a
   * write with other calls only as a {@link Revision.OfContent}.
   *
   * @return the version that is there now, or {@code null} if there is no object
   */
  @Nullable Version revise(String key, Revision revision);

  /** The same objects as values of a type. */
  default <T> TypedStore<T> typed(Codec<T> codec) {
    return new TypedStore<>(this, codec);
  }

  /** This store with another deadline for each call; closing the result does nothing. */
  ObjectStore within(Duration deadline);

  /**
   * What the store can promise at its locations. Where that is not known yet it is tried now, with
   * small objects of its own.
   */
  Guarantees guarantees();

  /**
   * The store's own edge towards its provider, such as presigned URLs of S3.
   *
   * @param type the interface the provider offers
   * @throws UnsupportedException if this store has none of that type
   */
  <T> T edge(Class<T> type);

  /** Releases connections and threads; calls under way may fail. */
  @Override
  void close();
}
