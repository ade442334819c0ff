/**
 * The engine as S3Proxy wants a store to be. Not for users.
 *
 * <p>The name of this package matters: S3Proxy takes a store whose class name holds {@code
 * .awssdk.} for one that judges conditions itself, and hands them on; it would judge them outside
 * the write of any other.
 */
@NullMarked
package dev.etagere.local.server.awssdk;

import org.jspecify.annotations.NullMarked;
