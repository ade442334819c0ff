package dev.etagere.local;

import java.time.Instant;

/**
 * An object without its bytes.
 *
 * @param key the key
 * @param etag the MD5 of the bytes in hexadecimal, or of the parts' MD5s with their number; no
 *     quotes
 * @param size the size in bytes
 * @param lastModified when it was written, to the millisecond
 * @param headers what is kept beside the bytes
 * @param sequence the number of the write in the order of all writes of this engine
 */
public record ObjectFacts(
    String key, String etag, long size, Instant lastModified, Headers headers, long sequence) {}
