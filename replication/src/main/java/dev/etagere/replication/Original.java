package dev.etagere.replication;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * One state of an object at A, and all that is kept of it: content type and its kin, every name of
 * user metadata, storage class, tags. Encryption is B's own, for keys belong to a region; ACLs,
 * Object Lock and additional checksums are not taken over.
 *
 * @param plain whether its ETag is made of MD5s
 */
record Original(
    String key,
    String etag,
    long size,
    boolean plain,
    @Nullable String contentType,
    @Nullable String cacheControl,
    @Nullable String contentDisposition,
    @Nullable String contentEncoding,
    @Nullable String contentLanguage,
    @Nullable String expires,
    @Nullable String redirect,
    @Nullable String storageClass,
    Map<String, String> metadata,
    int tags) {
  static Original of(String key, HeadObjectResponse head) {
    return new Original(
        key,
        Entry.bare(head.eTag()),
        head.contentLength(),
        Look.isPlain(head.serverSideEncryptionAsString(), head.sseCustomerAlgorithm()),
        head.contentType(),
        head.cacheControl(),
        head.contentDisposition(),
        head.contentEncoding(),
        head.contentLanguage(),
        head.expiresString(),
        head.websiteRedirectLocation(),
        head.storageClassAsString(),
        head.metadata(),
        head.tagCount() == null ? 0 : head.tagCount());
  }

  static Original of(String key, GetObjectResponse got) {
    return new Original(
        key,
        Entry.bare(got.eTag()),
        got.contentLength(),
        Look.isPlain(got.serverSideEncryptionAsString(), got.sseCustomerAlgorithm()),
        got.contentType(),
        got.cacheControl(),
        got.contentDisposition(),
        got.contentEncoding(),
        got.contentLanguage(),
        got.expiresString(),
        got.websiteRedirectLocation(),
        got.storageClassAsString(),
        got.metadata(),
        got.tagCount() == null ? 0 : got.tagCount());
  }

  int parts() {
    return Entry.parts(etag);
  }

  PutObjectRequest.Builder put(Site to, @Nullable Tagging tagging) {
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(to.bucket())
            .key(to.key(key))
            .contentLength(size)
            .contentType(contentType)
            .cacheControl(cacheControl)
            .contentDisposition(contentDisposition)
            .contentEncoding(contentEncoding)
            .contentLanguage(contentLanguage)
            .expires(expiry())
            .websiteRedirectLocation(redirect)
            .storageClass(storageClass)
            .metadata(metadata);
    return tagging == null ? put : put.tagging(tagging);
  }

  CreateMultipartUploadRequest.Builder upload(Site to, @Nullable Tagging tagging) {
    CreateMultipartUploadRequest.Builder upload =
        CreateMultipartUploadRequest.builder()
            .bucket(to.bucket())
            .key(to.key(key))
            .contentType(contentType)
            .cacheControl(cacheControl)
            .contentDisposition(contentDisposition)
            .contentEncoding(contentEncoding)
            .contentLanguage(contentLanguage)
            .expires(expiry())
            .websiteRedirectLocation(redirect)
            .storageClass(storageClass)
            .metadata(metadata);
    return tagging == null ? upload : upload.tagging(tagging);
  }

  private @Nullable Instant expiry() {
    try {
      return expires == null
          ? null
          : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(expires));
    } catch (DateTimeParseException e) {
      // "0" and the like: S3 keeps what it was given, the SDK sends dates only.
      return Instant.EPOCH;
    }
  }
}
