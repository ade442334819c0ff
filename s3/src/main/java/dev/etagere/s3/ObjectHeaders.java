package dev.etagere.s3;

import dev.etagere.core.Attributes;
import dev.etagere.core.Encryption;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Stamp;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** What the answers to GET and HEAD say of an object in their headers. */
record ObjectHeaders(
    @Nullable String etag,
    Map<String, String> metadata,
    Stamp stamp,
    @Nullable Long contentLength,
    @Nullable String contentRange,
    @Nullable Instant lastModified,
    @Nullable String contentType,
    @Nullable String cacheControl,
    @Nullable String contentEncoding,
    @Nullable String contentDisposition,
    @Nullable String contentLanguage,
    @Nullable String expires,
    @Nullable String storageClass,
    @Nullable String encryption,
    @Nullable String kmsKeyId) {

  static ObjectHeaders of(GetObjectResponse r) {
    return new ObjectHeaders(
        r.eTag(),
        r.metadata(),
        Stamp.in(r.metadata()),
        r.contentLength(),
        r.contentRange(),
        r.lastModified(),
        r.contentType(),
        r.cacheControl(),
        r.contentEncoding(),
        r.contentDisposition(),
        r.contentLanguage(),
        r.expiresString(),
        r.storageClassAsString(),
        r.serverSideEncryptionAsString(),
        r.ssekmsKeyId());
  }

  static ObjectHeaders of(HeadObjectResponse r) {
    return new ObjectHeaders(
        r.eTag(),
        r.metadata(),
        Stamp.in(r.metadata()),
        r.contentLength(),
        null,
        r.lastModified(),
        r.contentType(),
        r.cacheControl(),
        r.contentEncoding(),
        r.contentDisposition(),
        r.contentLanguage(),
        r.expiresString(),
        r.storageClassAsString(),
        r.serverSideEncryptionAsString(),
        r.ssekmsKeyId());
  }

  ObjectInfo info(String key) {
    Instant time = lastModified == null ? Instant.EPOCH : lastModified;
    return new ObjectInfo(
        key,
        version(),
        size(),
        time,
        attributes(),
        // S3 does not name the ordinary one, other services may.
        "STANDARD".equals(storageClass) ? null : storageClass,
        Encryption.of(encryption, kmsKeyId));
  }

  Version version() {
    return version(etag, stamp);
  }

  static Version version(@Nullable String etag, Stamp stamp) {
    if (etag == null || etag.isEmpty()) {
      throw noS3("an ETag");
    }
    return Version.of(S3Version.unquoted(etag), stamp.lineage());
  }

  private Attributes attributes() {
    return new Attributes(
        contentType == null ? "application/octet-stream" : contentType,
        Stamp.hide(metadata),
        cacheControl,
        // Ceph 16 keeps the transport's own.
        "aws-chunked".equals(contentEncoding) ? null : contentEncoding,
        contentDisposition,
        contentLanguage,
        expires);
  }

  /** The size after the slash of {@code bytes 0-9/200}, if only a range came. */
  private long size() {
    int slash = contentRange == null ? -1 : contentRange.indexOf('/');
    return contentRange != null && slash >= 0 && !contentRange.endsWith("*")
        ? Long.parseLong(contentRange.substring(slash + 1))
        : length();
  }

  /** Of the body. */
  long length() {
    if (contentLength == null) {
      throw noS3("a length");
    }
    return contentLength;
  }

  private static UnsupportedException noS3(String missing) {
    return new UnsupportedException(
        null,
        "an answer without " + missing + ": what is there is no S3 that a store can be kept in",
        null);
  }
}
