package dev.etagere.s3;

import dev.etagere.core.Attributes;
import dev.etagere.core.Content;
import dev.etagere.core.Encryption;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.spi.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * What is kept beside the bytes of an object, in each form a request can carry it.
 *
 * @param acl the canned ACL; never told by S3
 * @param bucketKey whether KMS is asked by way of a bucket key; {@code null} for the bucket's wish
 * @param redirect where a website sends who asks for the object
 * @param tags for a new upload; CopyObject takes them along by itself
 */
record Kept(
    Attributes attributes,
    @Nullable String acl,
    @Nullable String storageClass,
    @Nullable Encryption encryption,
    @Nullable Boolean bucketKey,
    @Nullable String redirect,
    @Nullable Tagging tags) {

  static Kept of(Content content) {
    return new Kept(
        content.attributes(),
        content.acl(),
        content.storageClass(),
        content.encryption(),
        null,
        null,
        null);
  }

  /**
   * What a copy of this object keeps: all that S3 tells of it. An object under SSE-S3, which is the
   * least, follows the bucket's default.
   */
  static Kept of(ObjectInfo info, HeadObjectResponse source) {
    Encryption encryption = info.encryption();
    boolean kms = encryption != null && !(encryption instanceof Encryption.S3Managed);
    return new Kept(
        info.attributes(),
        null,
        info.storageClass(),
        kms ? encryption : null,
        kms ? source.bucketKeyEnabled() : null,
        source.websiteRedirectLocation(),
        null);
  }

  /** The same with tags. */
  Kept tagged(List<Tag> all) {
    return new Kept(
        attributes,
        acl,
        storageClass,
        encryption,
        bucketKey,
        redirect,
        Tagging.builder().tagSet(all).build());
  }

  PutObjectRequest.Builder put(Stamp stamp) {
    return put().metadata(stamp.addTo(attributes.metadata()));
  }

  /** Without a stamp, for others to send. */
  PutObjectRequest.Builder put() {
    return PutObjectRequest.builder()
        .contentType(attributes.contentType())
        .cacheControl(attributes.cacheControl())
        .contentEncoding(attributes.contentEncoding())
        .contentDisposition(attributes.contentDisposition())
        .contentLanguage(attributes.contentLanguage())
        .metadata(attributes.metadata())
        .acl(acl)
        .storageClass(storageClass)
        .serverSideEncryption(encryption == null ? null : encryption.algorithm())
        .ssekmsKeyId(encryption == null ? null : encryption.keyId());
  }

  CreateMultipartUploadRequest.Builder upload(Stamp stamp) {
    CreateMultipartUploadRequest.Builder upload = CreateMultipartUploadRequest.builder();
    if (tags != null) {
      upload.tagging(tags); // the SDK makes an empty header of none
    }
    return upload
        .contentType(attributes.contentType())
        .cacheControl(attributes.cacheControl())
        .contentEncoding(attributes.contentEncoding())
        .contentDisposition(attributes.contentDisposition())
        .contentLanguage(attributes.contentLanguage())
        .metadata(stamp.addTo(attributes.metadata()))
        .acl(acl)
        .storageClass(storageClass)
        .serverSideEncryption(encryption == null ? null : encryption.algorithm())
        .ssekmsKeyId(encryption == null ? null : encryption.keyId())
        .bucketKeyEnabled(bucketKey)
        .websiteRedirectLocation(redirect);
  }

  CopyObjectRequest.Builder copy(Stamp stamp) {
    return CopyObjectRequest.builder()
        .metadataDirective(MetadataDirective.REPLACE)
        .contentType(attributes.contentType())
        .cacheControl(attributes.cacheControl())
        .contentEncoding(attributes.contentEncoding())
        .contentDisposition(attributes.contentDisposition())
        .contentLanguage(attributes.contentLanguage())
        .metadata(stamp.addTo(attributes.metadata()))
        .storageClass(storageClass)
        .serverSideEncryption(encryption == null ? null : encryption.algorithm())
        .ssekmsKeyId(encryption == null ? null : encryption.keyId())
        .bucketKeyEnabled(bucketKey)
        .websiteRedirectLocation(redirect);
  }

  /** The SDK takes only dates it can read for {@code Expires}; S3 takes what is said. */
  AwsRequestOverrideConfiguration on(AwsRequestOverrideConfiguration override) {
    String expires = attributes.expires();
    return expires == null ? override : override.toBuilder().putHeader("Expires", expires).build();
  }
}
