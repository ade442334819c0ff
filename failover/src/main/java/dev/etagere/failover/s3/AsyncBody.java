package dev.etagere.failover.s3;

import dev.etagere.core.Ambient;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * The body of an asynchronous request, for each attempt anew. Bytes and files can be read again; of
 * anything else the SDK does not say, so it is supplied anew, unless nobody has read it yet.
 */
final class AsyncBody {
  private static final Set<String> AGAIN =
      Set.of(AsyncRequestBody.BodyType.BYTES.getName(), AsyncRequestBody.BodyType.FILE.getName());

  private final S3Request request;
  private final @Nullable BodySupplier<AsyncRequestBody> supplier;
  private final Ambient ambient;
  private AsyncRequestBody given;
  private volatile WatchedBody.Seen seen;

  AsyncBody(
      S3Request request,
      AsyncRequestBody body,
      @Nullable BodySupplier<AsyncRequestBody> supplier,
      Ambient ambient) {
    this.request = request;
    this.supplier = supplier;
    this.ambient = ambient;
    this.given = inSlices(body);
    this.seen = anew();
  }

  long length() {
    return given.contentLength().orElse(-1L);
  }

  AsyncRequestBody body() {
    return WatchedBody.of(given, seen);
  }

  /** How the current attempt gets on; {@code null} for what is small. */
  @Nullable Pace pace() {
    return seen.pace();
  }

  private WatchedBody.Seen anew() {
    return new WatchedBody.Seen(Pace.watches(length()) ? new Pace(ambient) : null);
  }

  private static AsyncRequestBody inSlices(AsyncRequestBody body) {
    return AsyncRequestBody.BodyType.BYTES.getName().equals(body.body())
            && Pace.watches(body.contentLength().orElse(-1L))
        ? Slices.of(body)
        : body;
  }

  /** Whether the caller's publisher was what failed. */
  boolean isAtFault() {
    return seen.hasFailed();
  }

  /** Makes it ready for the next attempt; {@code false} if there is no way to. */
  boolean renew(Throwable cause) {
    if (seen.isTouched() && !AGAIN.contains(given.body())) {
      AsyncRequestBody again = supplied(cause);
      if (again == null) {
        return false;
      }
      given = inSlices(again);
    }
    seen = anew();
    return true;
  }

  private @Nullable AsyncRequestBody supplied(Throwable cause) {
    AsyncRequestBody again =
        request
            .overrideConfiguration()
            .map(o -> o.executionAttributes().getAttribute(FailoverAttributes.ASYNC_BODY))
            .map(Supplier::get)
            .orElse(null);
    return again == null && supplier != null ? supplier.again(request, cause) : again;
  }
}
