package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/**
 * The encryption a bucket gives what is written without one. Nothing is encrypted: it is told, and
 * under {@code aws:kms} an ETag is not the MD5 of the bytes (nor that of a copy made of it later).
 *
 * @param kind {@code AES256}, {@code aws:kms} or {@code aws:kms:dsse}
 * @param kmsKeyId the key, or {@code null} for AWS's own
 * @param bucketKey whether a key for the bucket saves calls to KMS; kept and told
 */
public record BucketEncryption(String kind, @Nullable String kmsKeyId, boolean bucketKey) {
  private static final BucketEncryption STANDARD = new BucketEncryption("AES256", null, false);

  /** What every bucket has from the start: SSE-S3. */
  public static BucketEncryption standard() {
    return STANDARD;
  }

  /** SSE-KMS with AWS's own key. */
  public static BucketEncryption kms() {
    return new BucketEncryption("aws:kms", null, false);
  }

  String text() {
    return kind + "\n" + (kmsKeyId == null ? "" : kmsKeyId) + "\n" + bucketKey;
  }

  static BucketEncryption parse(String text) {
    String[] lines = text.split("\n", 3);
    return new BucketEncryption(
        lines[0], lines[1].isEmpty() ? null : lines[1], Boolean.parseBoolean(lines[2]));
  }
}
