/** The AWS SDK's S3 clients over two locations. */
@NullMarked
package dev.etagere.failover.s3;

import org.jspecify.annotations.NullMarked;
