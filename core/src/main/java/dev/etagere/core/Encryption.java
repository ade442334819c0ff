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

  /**
   * The same in two layers (DSSE-KMS).
   *
   * @param keyId the key's id or ARN; {@code null} for the bucket's default key
   */
  static Encryption kmsInTwoLayers(@Nullable String keyId) {
    return new TwoLayers(keyId);
  }

  /**
   * The encryption of these names, as S3 tells it; {@code null} if there is none, or one that
   * cannot be asked for.
   *
   * @param algorithm see {@link #algorithm}
   * @param keyId see {@link #keyId}
   */
  static @Nullable Encryption of(@Nullable String algorithm, @Nullable String keyId) {
    if (algorithm == null) {
      return null;
    }
    return switch (algorithm) {
      case S3Managed.NAME -> s3();
      case Kms.NAME -> kms(keyId);
      case TwoLayers.NAME -> kmsInTwoLayers(keyId);
      default -> null;
    };
  }

  /** S3's name for it (Amazon S3 API Reference, {@code x-amz-server-side-encryption}). */
  String algorithm();

  /** The id or ARN of the key; {@code null} for a default one. */
  default @Nullable String keyId() {
    return null;
  }

  /** SSE-S3. */
  record S3Managed() implements Encryption {
    private static final String NAME = "AES256";

    @Override
    public String algorithm() {
      return NAME;
    }
  }

  /**
   * SSE-KMS.
   *
   * @param keyId the key's id or ARN; {@code null} for the bucket's default key
   */
  record Kms(@Nullable String keyId) implements Encryption {
    private static final String NAME = "aws:kms";

    @Override
    public String algorithm() {
      return NAME;
    }
  }

  /**
   * DSSE-KMS.
   *
   * @param keyId the key's id or ARN; {@code null} for the bucket's default key
   */
  record TwoLayers(@Nullable String keyId) implements Encryption {
    private static final String NAME = "aws:kms:dsse";

    @Override
    public String algorithm() {
      return NAME;
    }
  }
}
