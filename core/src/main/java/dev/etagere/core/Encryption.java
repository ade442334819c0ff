package dev.etagere.core;

import org.jspecify.annotations.Nullable;

/**
 * How the location encrypts what is written. Objects encrypted with KMS have ETags that are not the
 * MD5 of their bytes; versions work all the same.
 */
public sealed interface Encryption {
  /** Keys managed by S3 (SSE-S3). */
  static Encryption s3() {
    return new S3Managed();
  }

  /**
   * A key of the key management service (SSE-KMS).
   *
   * @param keyId the key's id or ARN; {@code null} for the bucket's default key
   */
  static Encryption kms(@Nullable String keyId) {
    return new Kms(keyId);
  }

  /** SSE-S3. */
  record S3Managed() implements Encryption {}

  /**
   * SSE-KMS.
   *
   * @param keyId the key's id or ARN; {@code null} for the bucket's default key
   */
  record Kms(@Nullable String keyId) implements Encryption {}
}
