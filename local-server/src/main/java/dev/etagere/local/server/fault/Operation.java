package dev.etagere.local.server.fault;

/** What a request asks for. */
public enum Operation {
  /** GetObject. */
  GET,
  /** HeadObject. */
  HEAD,
  /** PutObject. */
  PUT,
  /** DeleteObject. */
  DELETE,
  /** DeleteObjects; it has no single key and counts as the empty one. */
  DELETE_MANY,
  /** CopyObject; the key is the copy's. */
  COPY,
  /** ListObjects and ListObjectsV2; the key is the empty one. */
  LIST,
  /** CreateMultipartUpload. */
  CREATE_UPLOAD,
  /** UploadPart. */
  UPLOAD_PART,
  /** UploadPartCopy; the key is the upload's. */
  COPY_PART,
  /** CompleteMultipartUpload. */
  COMPLETE,
  /** AbortMultipartUpload. */
  ABORT,
  /** ListParts. */
  LIST_PARTS,
  /** ListMultipartUploads; the key is the empty one. */
  LIST_UPLOADS,
  /** Whatever is asked of a bucket itself, and ListBuckets; the key is the empty one. */
  BUCKET,
  /** Whatever else is asked of an object, such as its ACL. */
  OTHER
}
