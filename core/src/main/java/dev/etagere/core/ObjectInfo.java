package dev.etagere.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object without its bytes.
 *
 * @param key the key
 * @param version the version these facts belong to
 * @param size the size in bytes
 * @param lastModified when the location stored it, by the location's clock
 * @param attributes what is stored beside the bytes
 * @param storageClass the storage class, or {@code null} for {@code STANDARD}
 * @param encryption how the location encrypts it, or {@code null} if it told none
 * @param freshness whether this may be older than what is stored elsewhere
 */
public record ObjectInfo(
    String key,
    Version version,
    long size,
    Instant lastModified,
    Attributes attributes,
    @Nullable String storageClass,
    @Nullable Encryption encryption,
    Freshness freshness) {
  /** Facts that are current. */
  public ObjectInfo(
      String key,
      Version version,
      long size,
      Instant lastModified,
      Attributes attributes,
      @Nullable String storageClass,
      @Nullable Encryption encryption) {
    this(
        key,
        version,
        size,
        lastModified,
        attributes,
        storageClass,
        encryption,
        Freshness.current());
  }

  /** Facts that are current, of a location that tells neither storage class nor encryption. */
  public ObjectInfo(
      String key, Version version, long size, Instant lastModified, Attributes attributes) {
    this(key, version, size, lastModified, attributes, null, null);
  }

  /** The same facts, told by another. */
  public ObjectInfo withFreshness(Freshness other) {
    return new ObjectInfo(
        key, version, size, lastModified, attributes, storageClass, encryption, other);
  }
}
