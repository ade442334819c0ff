package dev.etagere.local;

import java.time.Instant;

/**
 * A multipart upload under way.
 *
 * @param key the object it will make
 * @param uploadId its id
 * @param initiated when it was begun, to the millisecond
 * @param headers what will be kept beside the object
 */
public record UploadFacts(String key, String uploadId, Instant initiated, Headers headers) {}
