package dev.etagere.local;

/** What the engine refuses or cannot do, by the name and HTTP status S3 gives it. */
public enum ErrorCode {
  /** The part's, the range's, or some other argument makes no sense. */
  INVALID_ARGUMENT("InvalidArgument", 400),
  /** The request as a whole makes no sense. */
  INVALID_REQUEST("InvalidRequest", 400),
  /** The name is none a bucket can have. */
  INVALID_BUCKET_NAME("InvalidBucketName", 400),
  /** The key is longer than 1,024 bytes. */
  KEY_TOO_LONG("KeyTooLongError", 400),
  /** User metadata is larger than 2 KB. */
  METADATA_TOO_LARGE("MetadataTooLarge", 400),
  /** There is no such bucket. */
  NO_SUCH_BUCKET("NoSuchBucket", 404),
  /** There is no such object. */
  NO_SUCH_KEY("NoSuchKey", 404),
  /** The object has no such version. */
  NO_SUCH_VERSION("NoSuchVersion", 404),
  /** The version is a delete marker, which can only be deleted. */
  METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
  /** The bucket's settings do not allow it; nothing was done. */
  INVALID_BUCKET_STATE("InvalidBucketState", 409),
  /** The bucket has no rules for replication. */
  NO_REPLICATION("ReplicationConfigurationNotFoundError", 404),
  /** There is no such multipart upload: never begun, completed, or aborted. */
  NO_SUCH_UPLOAD("NoSuchUpload", 404),
  /** The bucket exists already. */
  BUCKET_ALREADY_OWNED_BY_YOU("BucketAlreadyOwnedByYou", 409),
  /** The bucket still holds objects. */
  BUCKET_NOT_EMPTY("BucketNotEmpty", 409),
  /** A condition does not hold; nothing was done. */
  PRECONDITION_FAILED("PreconditionFailed", 412),
  /** A read on condition: the object is the one the caller knows. */
  NOT_MODIFIED("NotModified", 304),
  /** The range starts after the end of the object. */
  INVALID_RANGE("InvalidRange", 416),
  /** The object has fewer parts. */
  INVALID_PART_NUMBER("InvalidPartNumber", 416),
  /** The body does not have the MD5 announced. */
  BAD_DIGEST("BadDigest", 400),
  /** The body does not have the length announced. */
  INCOMPLETE_BODY("IncompleteBody", 400),
  /** A part to complete is missing or has another ETag. */
  INVALID_PART("InvalidPart", 400),
  /** The parts to complete do not ascend. */
  INVALID_PART_ORDER("InvalidPartOrder", 400),
  /** A part that is not the last is smaller than 5 MiB. */
  ENTITY_TOO_SMALL("EntityTooSmall", 400),
  /** Others kept the store busy for too long; nothing was done, try again. */
  BUSY("SlowDown", 503),
  /** The thread was interrupted, and its flag is set; nothing was done. */
  INTERRUPTED("ServiceUnavailable", 503),
  /** The disk, or the quota, is full; nothing was done. */
  DISK_FULL("StorageFull", 507),
  /** The directory or a file in it may not be read or written; nothing was done. */
  ACCESS_DENIED("AccessDenied", 403),
  /** The directory was written by a newer version of this software. */
  NEWER_FORMAT("NotImplemented", 501),
  /** What is on the disk is not what was written there. */
  CORRUPT("InternalError", 500),
  /** The disk failed while a write was made durable: it may be found done or not. */
  OUTCOME_UNKNOWN("InternalError", 500),
  /** The disk or the operating system failed; nothing was done. */
  INTERNAL_ERROR("InternalError", 500);

  private final String code;
  private final int status;

  ErrorCode(String code, int status) {
    this.code = code;
    this.status = status;
  }

  /** S3's name, such as {@code NoSuchKey}. */
  public String code() {
    return code;
  }

  /** The HTTP status S3 sends with it. */
  public int status() {
    return status;
  }
}
