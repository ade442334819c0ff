package dev.etagere.replication;

import dev.etagere.core.UnsupportedException;
import dev.etagere.core.spi.Stamp;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * An object as a HEAD shows it.
 *
 * @param head the answer
 * @param firstPart the size of its first part; 0 if it went in none, or nobody tells
 */
record Look(HeadObjectResponse head, long firstPart) {
  /** Looks; {@code null} if there is no such object. */
  static @Nullable Look at(Site site, String key) {
    HeadObjectResponse head = headAt(site, key);
    if (head == null) {
      return null;
    }
    return new Look(
        head, Entry.parts(Entry.bare(head.eTag())) > 0 ? firstPart(site, key, head) : 0);
  }

  static @Nullable HeadObjectResponse headAt(Site site, String key) {
    return site.find(
        key,
        "look at '" + key + "'",
        o ->
            site.client()
                .headObject(
                    r ->
                        r.bucket(site.bucket())
                            .key(site.key(key))
                            .checksumMode(ChecksumMode.ENABLED)
                            .overrideConfiguration(o)));
  }

  private static long firstPart(Site site, String key, HeadObjectResponse head) {
    HeadObjectResponse part = partOf(site, key, 1);
    if (part != null && part.partsCount() != null && part.contentLength() != null) {
      return part.contentLength();
    }
    return Stamp.in(head.metadata()).partSize();
  }

  /**
   * A part by its number; {@code null} if there is no such object. Services that do not know the
   * parameter refuse it, or show the whole: then no count is told.
   */
  static @Nullable HeadObjectResponse partOf(Site site, String key, int number) {
    try {
      return site.find(
          key,
          "look at the parts of '" + key + "'",
          o ->
              site.client()
                  .headObject(
                      r ->
                          r.bucket(site.bucket())
                              .key(site.key(key))
                              .partNumber(number)
                              .overrideConfiguration(o)));
    } catch (UnsupportedException e) {
      return HeadObjectResponse.builder().build();
    }
  }

  String etag() {
    return Entry.bare(head.eTag());
  }

  long size() {
    return head.contentLength() == null ? 0 : head.contentLength();
  }

  int parts() {
    return Entry.parts(etag());
  }

  boolean plain() {
    return isPlain(head.serverSideEncryptionAsString(), head.sseCustomerAlgorithm());
  }

  /** Whether its ETag is made of MD5s (Amazon S3 API Reference, "Object": ETag). */
  static boolean isPlain(@Nullable String encryption, @Nullable String customerAlgorithm) {
    boolean managed =
        encryption == null || encryption.toUpperCase(Locale.ROOT).startsWith("AES256");
    return managed && customerAlgorithm == null;
  }

  /** A checksum of the whole object and its kind, or {@code null}. */
  @Nullable String checksum() {
    if (parts() > 0 && head.checksumType() != ChecksumType.FULL_OBJECT) {
      return null;
    }
    if (head.checksumCRC64NVME() != null) {
      return "CRC64NVME " + head.checksumCRC64NVME();
    }
    if (head.checksumSHA256() != null) {
      return "SHA256 " + head.checksumSHA256();
    }
    if (head.checksumCRC32C() != null) {
      return "CRC32C " + head.checksumCRC32C();
    }
    return head.checksumCRC32() != null ? "CRC32 " + head.checksumCRC32() : null;
  }
}
