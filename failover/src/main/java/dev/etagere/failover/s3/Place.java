package dev.etagere.failover.s3;

import dev.etagere.failover.LocationHealth;

/**
 * One location: the client that reaches it, and its bucket.
 *
 * @param name its name
 * @param client an S3Client or an S3AsyncClient
 * @param bucket its own bucket
 * @param health what is known of it
 * @param settings what the client does by itself
 */
record Place<C>(
    String name, C client, String bucket, LocationHealth health, ClientSettings settings) {}
