package dev.etagere.local;

/**
 * A part as the caller names it when it completes an upload.
 *
 * @param number 1 to 10,000
 * @param etag the ETag it was answered with, no quotes
 */
public record CompletedPart(int number, String etag) {}
