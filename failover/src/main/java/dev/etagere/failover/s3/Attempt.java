package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** One call of the asynchronous client on its way to one location. */
final class Attempt {
  private final CompletableFuture<?> sent;
  private final CompletableFuture<Answer> done = new CompletableFuture<>();
  private volatile @Nullable Future<?> limit;

  /**
   * What a location answered.
   *
   * @param value a response, a publisher with one, or {@code null} for a selection
   */
  record Answer(Place<S3AsyncClient> place, Call call, @Nullable Object value) {
    void discard() {
      if (value instanceof ResponsePublisher<?> body) {
        body.subscribe(new Refusal());
      }
    }
  }

  Attempt(CompletableFuture<?> sent) {
    this.sent = sent;
  }

  void limitedBy(Future<?> timer) {
    limit = timer;
    if (done.isDone()) {
      timer.cancel(false);
    }
  }

  CompletableFuture<Answer> done() {
    return done;
  }

  /** It has ended. An answer that comes too late for anybody is given back. */
  void end(@Nullable Answer answer, @Nullable Throwable error) {
    Future<?> timer = limit;
    if (timer != null) {
      timer.cancel(false);
    }
    boolean first = error != null ? done.completeExceptionally(error) : done.complete(answer);
    if (!first && answer != null) {
      answer.discard();
    }
  }

  void cancel() {
    sent.cancel(true);
  }

  /** Takes nothing, so that the connection is free again. */
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
}
