/**
 * A local S3 that can be trusted: the semantics of S3 over memory or a directory, without a server.
 *
 * <p>{@link dev.etagere.local.LocalEngine} speaks in S3's terms (buckets, ETags, multipart
 * uploads); {@link dev.etagere.local.LocalProvider} makes it a store for locations {@code file:}
 * and {@code mem:}.
 */
@NullMarked
package dev.etagere.local;

import org.jspecify.annotations.NullMarked;
