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
 */
public record ObjectInfo(
    String key, Version version, long size, Instant lastModified, Attributes attributes) {}
