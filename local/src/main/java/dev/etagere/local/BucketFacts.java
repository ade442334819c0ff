package dev.etagere.local;

import java.time.Instant;

/**
 * A bucket.
 *
 * @param name its name
 * @param created when it was created, to the millisecond
 */
public record BucketFacts(String name, Instant created) {}
