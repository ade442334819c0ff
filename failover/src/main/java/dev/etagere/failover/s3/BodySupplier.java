package dev.etagere.failover.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * Supplies a request's body anew when it has been read and cannot be read again: a stream, a
 * publisher. Called by many threads.
 *
 * @param <B> {@code RequestBody} or {@code AsyncRequestBody}
 */
@FunctionalInterface
public interface BodySupplier<B> {
  /**
   * The whole body once more.
   *
   * @param request the request, as the caller made it
   * @param cause why it has to be sent again
   * @return the body; {@code null} if there is none, and the call fails
   */
  @Nullable B again(S3Request request, Throwable cause);
}
