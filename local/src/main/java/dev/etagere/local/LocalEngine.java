package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object store with the semantics of S3, in memory or in a directory, without a server in
 * between.
 *
 * <p><b>Guarantees.</b> Every method is one atomic step: a condition is judged in one step with the
 * write it guards, and of many writers that race on one state exactly one wins; reads see the last
 * write that returned. In a directory that holds between any number of processes, and a write that
 * returned is durable: neither a killed process nor a power failure loses or tears it.
 *
 * <p><b>Errors.</b> {@link EngineException} with S3's codes; {@link IOException} only where a body
 * the caller gives cannot be read. Nothing was changed then. A call waits for others at most 30 s
 * ({@link ErrorCode#BUSY} after that), and an interrupt ends the wait ({@link
 * ErrorCode#INTERRUPTED}, the flag stays set).
 *
 * <p>ETags have no quotes here. Safe for use by many threads. Close it.
 */
public final class LocalEngine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Storage storage;
  private final Ambient ambient;
  private final ObjectWork objects;
  private final UploadWork uploads;
  private volatile Function<String, @Nullable Versioning> joined = this::ownVersioning;

  private LocalEngine(Storage storage, Ambient ambient) {
    this.storage = storage;
    this.ambient = ambient;
    this.objects = new ObjectWork(storage, ambient);
    this.uploads = new UploadWork(storage, ambient, objects);
  }

  /** An empty engine in memory; what it holds is gone when it is closed. */
  public static LocalEngine inMemory(Ambient ambient) {
    return new LocalEngine(new MemoryStorage(), ambient);
  }

  /**
   * An engine in a directory, which is made if it is not there, for its owner only. Several
   * engines, in one process or many, may be open on one directory. It must be on a disk of this
   * machine: what is promised rests on locks and shared memory that network file systems lack.
   *
   * @throws IllegalArgumentException if there is a file in its place
   * @throws EngineException if it cannot be read and written, or was written by a newer version
   */
  public static LocalEngine onDisk(Path directory, Ambient ambient) {
    return new LocalEngine(
        DiskStorage.open(directory.toAbsolutePath(), ambient, Deadline.after(PATIENCE, ambient)),
        ambient);
  }

  /**
   * Creates a bucket.
   *
   * @return whether it was created; {@code false} if it was there already
   * @throws EngineException InvalidBucketName
   */
  public boolean createBucket(String name) {
    Names.bucket(name);
    Deadline deadline = patience();
    if (storage.read(deadline, tables -> tables.bucket(name)) != null) {
      return false;
    }
    return storage.write(
        deadline, tables -> Buckets.create(tables, new BucketFacts(name, objects.now())));
  }

  /** Looks at a bucket; empty if there is none. */
  public Optional<BucketFacts> bucket(String name) {
    return storage.read(patience(), tables -> Buckets.find(tables, name));
  }

  /** All buckets by name. */
  public List<BucketFacts> buckets() {
    return storage.read(patience(), Buckets::all);
  }

  /**
   * Removes an empty bucket.
   *
   * @throws EngineException NoSuchBucket; BucketNotEmpty, also for uploads under way
   */
  public void deleteBucket(String name) {
    storage.write(
        patience(),
        tables -> {
          Buckets.delete(tables, name);
          return name;
        });
  }

  /**
   * Writes an object. The body is read to its end and made durable before the condition is judged;
   * the caller closes it.
   *
   * @throws EngineException NoSuchBucket, PreconditionFailed, NoSuchKey (a condition on a missing
   *     object), IncompleteBody, BadDigest, KeyTooLongError, MetadataTooLarge
   * @throws IOException if the body cannot be read
   */
  public ObjectFacts put(String bucket, String key, InputStream body, PutRequest request)
      throws IOException {
    return objects.put(bucket, key, body, request, this::patience);
  }

  /** Whether a bucket keeps versions. */
  public Versioning versioning(String bucket) {
    return storage.read(patience(), tables -> Buckets.require(tables, bucket).versioning());
  }

  /**
   * Lets a bucket keep versions, or stop keeping more.
   *
   * @throws EngineException NoSuchBucket; InvalidArgument for {@link Versioning#OFF}, to which
   *     nothing leads back; InvalidBucketState if there are rules for replication
   */
  public void setVersioning(String bucket, Versioning versioning) {
    storage.write(
        patience(),
        tables -> {
          Buckets.setVersioning(tables, bucket, versioning);
          return bucket;
        });
  }

  /**
   * The encryption a bucket gives by default.
   *
   * @throws EngineException NoSuchBucket
   */
  public BucketEncryption encryption(String bucket) {
    return look(tables -> Encryptions.of(tables, Buckets.require(tables, bucket)));
  }

  /**
   * Sets the encryption a bucket gives what is written from now on without one of its own.
   *
   * @throws EngineException NoSuchBucket
   */
  public void setEncryption(String bucket, BucketEncryption encryption) {
    boolean standard = encryption.equals(BucketEncryption.standard());
    storage.write(
        patience(),
        tables -> {
          Encryptions.put(tables, Buckets.require(tables, bucket), standard ? null : encryption);
          return bucket;
        });
  }

  private @Nullable Versioning ownVersioning(String bucket) {
    BucketRow row = look(tables -> tables.bucket(bucket));
    return row == null ? null : row.versioning();
  }

  /**
   * Sets a bucket's rules for replication, in place of those it may have. They are kept with the
   * bucket, and count for what is written from now on; a {@link Replication} that has this engine
   * among its sites does what they say, and finds the destination among its sites.
   *
   * @throws EngineException NoSuchBucket; InvalidRequest if the bucket keeps no versions, or a
   *     destination is not there, keeps none, or is the bucket itself
   */
  public void setReplication(String bucket, ReplicationSettings settings) {
    look(tables -> Buckets.require(tables, bucket));
    settings.rules().forEach(rule -> requireDestination(bucket, rule.destination()));
    changeReplication(bucket, settings);
  }

  private void requireDestination(String bucket, String destination) {
    if (destination.equals(bucket)) {
      throw new EngineException(
          ErrorCode.INVALID_REQUEST, "Destination bucket cannot be the same as the source bucket.");
    }
    Versioning versioning = joined.apply(destination);
    if (versioning != Versioning.ENABLED) {
      throw new EngineException(
          ErrorCode.INVALID_REQUEST,
          versioning == null
              ? "Destination bucket must exist."
              : "Destination bucket must have versioning enabled.");
    }
  }

  private void changeReplication(String bucket, @Nullable ReplicationSettings settings) {
    storage.write(
        patience(),
        tables -> {
          Buckets.setReplication(tables, bucket, settings);
          return bucket;
        });
  }

  /**
   * A bucket's rules for replication.
   *
   * @throws EngineException NoSuchBucket, ReplicationConfigurationNotFoundError
   */
  public ReplicationSettings replication(String bucket) {
    return look(tables -> Buckets.replication(tables, bucket));
  }

  /**
   * Forgets a bucket's rules for replication; what was written before is still sent.
   *
   * @throws EngineException NoSuchBucket
   */
  public void deleteReplication(String bucket) {
    changeReplication(bucket, null);
  }

  /**
   * Opens an object, or a range of it; close it: it holds a file for each part of a large object.
   *
   * @param range the bytes wanted, or {@code null} for all
   * @throws EngineException NoSuchBucket, NoSuchKey, PreconditionFailed, NotModified, InvalidRange
   * @throws IOException if the file of a large object cannot be opened
   */
  public OpenedObject get(String bucket, String key, ReadIf condition, @Nullable Range range)
      throws IOException {
    return get(bucket, key, null, condition, range);
  }

  /**
   * Opens a version of an object, as {@link #get(String, String, ReadIf, Range)} does the current
   * one.
   *
   * @param versionId the version, or {@code null} for the current one
   * @throws EngineException besides, NoSuchVersion, MethodNotAllowed (a delete marker),
   *     InvalidArgument (no version id)
   * @throws IOException if the file of a large object cannot be opened
   */
  public OpenedObject get(
      String bucket,
      String key,
      @Nullable String versionId,
      ReadIf condition,
      @Nullable Range range)
      throws IOException {
    return objects.open(
        bucket, key, versionId, condition, Judge::read, Range.of(range), patience());
  }

  /**
   * Opens a part of an object, or of a version of it. An object that came as a whole has one part.
   *
   * @param versionId the version, or {@code null} for the current one
   * @param number which part, 1 to 10,000; they count from 1 on, whatever the numbers they were
   *     uploaded with
   * @throws EngineException as {@link #get(String, String, String, ReadIf, Range)}, and
   *     InvalidPartNumber
   * @throws IOException if the file of a large object cannot be opened
   */
  public OpenedObject getPart(
      String bucket, String key, @Nullable String versionId, ReadIf condition, int number)
      throws IOException {
    return objects.open(
        bucket, key, versionId, condition, Judge::read, facts -> facts.part(number), patience());
  }

  /**
   * Looks at an object.
   *
   * @throws EngineException NoSuchBucket, NoSuchKey, PreconditionFailed, NotModified
   */
  public ObjectFacts head(String bucket, String key, ReadIf condition) {
    return head(bucket, key, null, condition);
  }

  /**
   * Looks at a version of an object.
   *
   * @param versionId the version, or {@code null} for the current one
   * @throws EngineException NoSuchBucket, NoSuchKey, NoSuchVersion, MethodNotAllowed (a delete
   *     marker), InvalidArgument (no version id), PreconditionFailed, NotModified
   */
  public ObjectFacts head(String bucket, String key, @Nullable String versionId, ReadIf condition) {
    return objects.head(bucket, key, versionId, condition, patience());
  }

  /**
   * Removes an object; where versions are kept, puts a delete marker on top of it.
   *
   * @return whether there was one
   * @throws EngineException NoSuchBucket, PreconditionFailed, NoSuchKey (a condition on a missing
   *     object)
   */
  public boolean delete(String bucket, String key, If condition) {
    return delete(bucket, key, null, condition).existed();
  }

  /**
   * Removes an object as {@link #delete(String, String, If)} does, or one version of it, or one
   * delete marker, for good: what is below it is the current one again. A version that is not there
   * is no error.
   *
   * @param versionId the version, or {@code null} for none in particular
   * @param condition judged on the version that is named
   * @throws EngineException besides, InvalidArgument (no version id)
   */
  public Deleted delete(String bucket, String key, @Nullable String versionId, If condition) {
    return objects.delete(bucket, key, versionId, condition, patience());
  }

  /**
   * Copies an object in one step; large bodies are shared, not copied. The ETag stays the source's,
   * also one of parts (AWS makes a plain one of it).
   *
   * @throws EngineException NoSuchBucket, NoSuchKey (no source, or a condition on a missing
   *     object), PreconditionFailed, KeyTooLongError, MetadataTooLarge
   */
  public ObjectFacts copy(CopyRequest request) {
    return objects.copy(request, patience());
  }

  /**
   * One page of a listing, at the cost of its lines.
   *
   * @throws EngineException NoSuchBucket
   */
  public ListedPage<ObjectFacts> list(String bucket, ListRequest request) {
    return storage.read(patience(), tables -> Lister.objects(tables, bucket, request));
  }

  /**
   * One page of the versions and delete markers, by key, of a key newest first. It starts where
   * {@link ListRequest#after} or {@link ListRequest#afterVersion} say.
   *
   * @throws EngineException NoSuchBucket
   */
  public ListedPage<ListedVersion> listVersions(String bucket, ListRequest request) {
    return storage.read(patience(), tables -> Lister.versions(tables, bucket, request));
  }

  /**
   * Begins a multipart upload.
   *
   * @return its id
   * @throws EngineException NoSuchBucket, KeyTooLongError, MetadataTooLarge
   */
  public String createUpload(String bucket, String key, Headers headers) {
    return uploads.create(bucket, key, headers, patience());
  }

  /**
   * Writes a part, in place of one that may have its number. Condition and headers of the request
   * do not count.
   *
   * @throws EngineException NoSuchBucket, NoSuchUpload, InvalidArgument, IncompleteBody, BadDigest
   * @throws IOException if the body cannot be read
   */
  public PartFacts uploadPart(
      String bucket, String key, String uploadId, int number, InputStream body, PutRequest request)
      throws IOException {
    return uploads.put(bucket, key, uploadId, number, body, request, this::patience);
  }

  /**
   * Writes a part from an object, or a range of one.
   *
   * @param fromVersion the version of the source, or {@code null} for the current one
   * @param range the bytes wanted, or {@code null} for all
   * @throws EngineException as {@link #uploadPart}; NoSuchKey, PreconditionFailed and InvalidRange
   *     of the source
   * @throws IOException if the file of a large object cannot be read
   */
  public PartFacts copyPart(
      String bucket,
      String key,
      String uploadId,
      int number,
      String fromBucket,
      String fromKey,
      @Nullable String fromVersion,
      ReadIf sourceIf,
      @Nullable Range range)
      throws IOException {
    try (OpenedObject source =
        objects.open(
            fromBucket,
            fromKey,
            fromVersion,
            sourceIf,
            Judge::source,
            Range.of(range),
            patience())) {
      PutRequest request = PutRequest.of(Headers.none()).withLength(source.length());
      return uploadPart(bucket, key, uploadId, number, source.body(), request);
    }
  }

  /**
   * Some parts of an upload.
   *
   * @param above only parts with a higher number
   * @param limit how many; more than 1,000 count as 1,000
   * @throws EngineException NoSuchBucket, NoSuchUpload
   */
  public PartPage listParts(String bucket, String key, String uploadId, int above, int limit) {
    return uploads.parts(bucket, key, uploadId, above, limit, patience());
  }

  /**
   * One page of the uploads under way, by key and id.
   *
   * @throws EngineException NoSuchBucket
   */
  public ListedPage<UploadFacts> listUploads(String bucket, ListRequest request) {
    return storage.read(patience(), tables -> Lister.uploads(tables, bucket, request));
  }

  /**
   * Makes an object of the parts named, in one step; the others are dropped. If it fails the upload
   * is still there.
   *
   * @throws EngineException NoSuchBucket, NoSuchUpload, InvalidPart, InvalidPartOrder,
   *     EntityTooSmall, InvalidRequest (no parts), PreconditionFailed, NoSuchKey (a condition on a
   *     missing object)
   */
  public ObjectFacts completeUpload(
      String bucket, String key, String uploadId, List<CompletedPart> parts, If condition) {
    return uploads.complete(bucket, key, uploadId, parts, condition, patience());
  }

  /**
   * Drops an upload and its parts.
   *
   * @throws EngineException NoSuchBucket, NoSuchUpload
   */
  public void abortUpload(String bucket, String key, String uploadId) {
    uploads.abort(bucket, key, uploadId, patience());
  }

  /** Opened objects stay readable. */
  @Override
  public void close() {
    storage.close();
  }

  /** Looks at one state, for those who replicate. */
  <T extends @Nullable Object> T look(Function<Tables, T> work) {
    return storage.read(patience(), work);
  }

  /** Changes it in one step. */
  <T> T change(Function<Tables, T> work) {
    return storage.write(patience(), work);
  }

  void replicate(String bucket, ObjectFacts version, @Nullable InputStream body)
      throws IOException {
    objects.replicate(bucket, version, body, this::patience);
  }

  Outbox outbox() {
    return objects.outbox();
  }

  /** From now on buckets of other engines can be destinations. */
  void join(Function<String, @Nullable Versioning> versioningOf) {
    joined = versioningOf;
  }

  Storage storage() {
    return storage;
  }

  ObjectWork objects() {
    return objects;
  }

  private Deadline patience() {
    return Deadline.after(PATIENCE, ambient);
  }
}
