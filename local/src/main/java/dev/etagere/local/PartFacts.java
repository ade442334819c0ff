package dev.etagere.local;

import java.time.Instant;

/**
 * A part of a multipart upload.
 *
 * @param number 1 to 10,000
 * @param etag the MD5 of its bytes in hexadecimal, no quotes
 * @param size the size in bytes
 * @param lastModified when it was written, to the millisecond
 */
public record PartFacts(int number, String etag, long size, Instant lastModified) {}
