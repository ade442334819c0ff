package dev.etagere.failover.s3;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;

/**
 * The head of a body that is still to come. Not the SDK's own publisher transformer: that keeps
 * from the subscriber what the SDK tells the transformer only, that the connection broke.
 *
 * @param <R> the response
 */
final class Head<R> {
  private final R response;
  private final SdkPublisher<ByteBuffer> body;
  private final CompletableFuture<Throwable> broken = new CompletableFuture<>();

  private Head(R response, SdkPublisher<ByteBuffer> body) {
    this.response = response;
    this.body = body;
  }

  R response() {
    return response;
  }

  /** The body goes to this subscriber, and what breaks it to the other. */
  @SuppressWarnings("FutureReturnValueIgnored") // it is told, and that is all
  void subscribe(Subscriber<ByteBuffer> subscriber, Consumer<Throwable> onBroken) {
    body.subscribe(subscriber);
    broken.thenAccept(onBroken);
  }

  /** Takes nothing, so that the connection is free again. */
  void discard() {
    body.subscribe(new Refusal());
  }

  private static final class Refusal implements Subscriber<ByteBuffer> {
    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.cancel();
    }

    @Override
    public void onNext(ByteBuffer bytes) {}

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onComplete() {}
  }

  /** Gives the head as soon as it is there. */
  static final class Taking<R> implements AsyncResponseTransformer<R, Head<R>> {
    private volatile CompletableFuture<Head<R>> future = new CompletableFuture<>();
    private volatile @Nullable R response;
    private volatile @Nullable Head<R> head;

    @Override
    public CompletableFuture<Head<R>> prepare() {
      future = new CompletableFuture<>();
      head = null;
      return future;
    }

    @Override
    public void onResponse(R arrived) {
      response = arrived;
    }

    @Override
    public void onStream(SdkPublisher<ByteBuffer> body) {
      R arrived = response;
      if (arrived == null) {
        throw new IllegalStateException("a body without a head");
      }
      Head<R> now = new Head<>(arrived, body);
      head = now;
      future.complete(now);
    }

    @Override
    public void exceptionOccurred(Throwable error) {
      Head<R> begun = head;
      future.completeExceptionally(error);
      if (begun != null) {
        begun.broken.complete(error);
      }
    }
  }
}
