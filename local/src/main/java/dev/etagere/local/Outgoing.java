package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/**
 * A version that has to be replicated to a bucket.
 *
 * @param id its number: in the order of the writes
 * @param bucket where it is
 * @param key its key
 * @param versionId its version's id
 * @param destination the name of the bucket it has to go to
 * @param storageClass the storage class it is to have there, or {@code null} for its own
 */
record Outgoing(
    long id,
    long bucket,
    String key,
    String versionId,
    String destination,
    @Nullable String storageClass) {}
