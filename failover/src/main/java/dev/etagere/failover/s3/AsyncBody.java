package dev.etagere.failover.s3;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncRequestBodySplitConfiguration;
import software.amazon.awssdk.core.async.CloseableAsyncRequestBody;
import software.amazon.awssdk.core.async.SdkPublisher;
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
  private volatile Tracked tracked;

  AsyncBody(
      S3Request request, AsyncRequestBody body, @Nullable BodySupplier<AsyncRequestBody> supplier) {
    this.request = request;
    this.supplier = supplier;
    this.tracked = new Tracked(body);
  }

  long length() {
    return tracked.body.contentLength().orElse(-1L);
  }

  AsyncRequestBody body() {
    return tracked;
  }

  /** Whether the caller's publisher was what failed. */
  boolean isAtFault() {
    return tracked.failed;
  }

  /** Makes it ready for the next attempt; {@code false} if there is no way to. */
  boolean renew(Throwable cause) {
    if (!tracked.touched || AGAIN.contains(tracked.body.body())) {
      tracked = new Tracked(tracked.body);
      return true;
    }
    AsyncRequestBody again =
        request
            .overrideConfiguration()
            .map(o -> o.executionAttributes().getAttribute(FailoverAttributes.ASYNC_BODY))
            .map(Supplier::get)
            .orElse(null);
    if (again == null && supplier != null) {
      again = supplier.again(request, cause);
    }
    if (again == null) {
      return false;
    }
    tracked = new Tracked(again);
    return true;
  }

  private static final class Tracked implements AsyncRequestBody {
    private final AsyncRequestBody body;
    private volatile boolean touched;
    private volatile boolean failed;

    Tracked(AsyncRequestBody body) {
      this.body = body;
    }

    @Override
    public Optional<Long> contentLength() {
      return body.contentLength();
    }

    @Override
    public String contentType() {
      return body.contentType();
    }

    @Override
    public String body() {
      return body.body();
    }

    @Override
    @SuppressWarnings("deprecation") // whoever still calls it gets what he asks for
    public SdkPublisher<AsyncRequestBody> split(AsyncRequestBodySplitConfiguration how) {
      touched = true;
      return body.split(how);
    }

    @Override
    public SdkPublisher<CloseableAsyncRequestBody> splitCloseable(
        AsyncRequestBodySplitConfiguration how) {
      touched = true;
      return body.splitCloseable(how);
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      touched = true;
      body.subscribe(new Watching(subscriber));
    }

    /** Tells the caller's own failures from the connection's. */
    private final class Watching implements Subscriber<ByteBuffer> {
      private final Subscriber<? super ByteBuffer> to;

      Watching(Subscriber<? super ByteBuffer> to) {
        this.to = to;
      }

      @Override
      public void onSubscribe(Subscription subscription) {
        to.onSubscribe(subscription);
      }

      @Override
      public void onNext(ByteBuffer bytes) {
        to.onNext(bytes);
      }

      @Override
      public void onError(Throwable error) {
        failed = true;
        to.onError(error);
      }

      @Override
      public void onComplete() {
        to.onComplete();
      }
    }
  }
}
