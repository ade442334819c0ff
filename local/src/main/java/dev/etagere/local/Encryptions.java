package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Checksums;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What encryption changes: nothing but what is told, and ETags. */
final class Encryptions {
  private static final String SETTING = "encryption";

  private Encryptions() {}

  static boolean isKms(Headers headers) {
    String kind = headers.encryption();
    return kind != null && kind.startsWith("aws:kms");
  }

  /** What is asked for, or what the bucket gives by default. */
  static Headers applied(Tables tables, BucketRow bucket, Headers asked) {
    if (!bucket.encrypts() || asked.encryption() != null) {
      return asked;
    }
    BucketEncryption byDefault = of(tables, bucket);
    return asked.toBuilder().encryption(byDefault.kind()).kmsKeyId(byDefault.kmsKeyId()).build();
  }

  /** Under SSE-KMS an ETag is not the MD5 of the bytes, and equal bytes have others. */
  static String etag(String plain, Headers headers, Ambient ambient) {
    if (!isKms(headers)) {
      return plain;
    }
    byte[] chance = (plain + ambient.newWriteId()).getBytes(StandardCharsets.UTF_8);
    int parts = plain.indexOf('-');
    return Checksums.etag(Checksums.md5().digest(chance))
        + (parts < 0 ? "" : plain.substring(parts));
  }

  static BucketEncryption of(Tables tables, BucketRow bucket) {
    String text = tables.setting(bucket.id(), SETTING);
    return text == null ? BucketEncryption.standard() : BucketEncryption.parse(text);
  }

  static void put(Tables tables, BucketRow bucket, @Nullable BucketEncryption encryption) {
    tables.putSetting(bucket.id(), SETTING, encryption == null ? null : encryption.text());
    tables.putBucket(bucket.encrypting(encryption != null));
  }
}
