/**
 * One location in S3, or in a service that speaks its protocol. {@link dev.etagere.s3.S3Edge}
 * reaches what is S3's own.
 */
@NullMarked
package dev.etagere.s3;

import org.jspecify.annotations.NullMarked;
