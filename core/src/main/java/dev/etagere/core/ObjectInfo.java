package dev.etagere.core;

import java.time.Instant;

/**
 * An object without its bytes.
 *
 * @param key the key
 * @param version the version these facts belong to
 * @param size the size in bytes
 * @param lastModified when the location stored it, by the location's clock
 * @param attributes what is stored beside the bytes
 * @param freshness whether this may be older than what is stored elsewhere
 */
public record ObjectInfo(
    String key,
    Version version,
    long size,
    Instant lastModified,
    Attributes attributes,
    Freshness freshness) {
  /** Facts that are current. */
  public ObjectInfo(
      String key, Version version, long size, Instant lastModified, Attributes attributes) {
    this(key, version, size, lastModified, attributes, Freshness.CURRENT);
  }

  /** The same facts, told by another. */
  public ObjectInfo withFreshness(Freshness other) {
    return new ObjectInfo(key, version, size, lastModified, attributes, other);
  }
}
