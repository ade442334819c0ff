/**
 * Two buckets that replicate to each other: {@link dev.etagere.replication.ReplicationSetup} sets
 * them up, {@link dev.etagere.replication.Copier} makes the first copy of what is already there,
 * {@link dev.etagere.replication.Diff} compares them and {@link dev.etagere.replication.Doctor}
 * finds what is wrong. All of it speaks to S3 through the AWS SDK's client and leaves metadata and
 * part sizes as they are, so that equal content has equal ETags at both.
 */
@NullMarked
package dev.etagere.replication;

import org.jspecify.annotations.NullMarked;
