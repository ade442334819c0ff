/**
 * A local S3 over HTTP that can be trusted, and made to fail: {@link
 * dev.etagere.local.server.LocalS3Server} in front of an engine of module {@code local}.
 */
@NullMarked
package dev.etagere.local.server;

import org.jspecify.annotations.NullMarked;
