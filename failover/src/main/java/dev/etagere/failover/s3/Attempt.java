package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import dev.etagere.failover.Stalls;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** One call of the asynchronous client on its way to one location. */
@SuppressWarnings("FutureReturnValueIgnored") // each continuation ends here
final class Attempt {
  private final CompletableFuture<?> sent;
  private final CompletableFuture<Answer> done = new CompletableFuture<>();
  private volatile @Nullable Future<?> limit;
  private volatile boolean left;

  @SuppressWarnings("unused") // it is only held
  private Stalls.@Nullable Watched watched;

  /**
   * What a location answered.
   *
   * @param value a response, a publisher with one, or {@code null} for a selection
   */
  record Answer(Place<S3AsyncClient> place, Call call, @Nullable Object value) {
    void discard() {
      if (value instanceof Head<?> head) {
        head.discard();
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

  /** Looked at until it has ended; kept here, since the one who looks forgets. */
  void watchedBy(Stalls.Watched how, Duration stall) {
    watched = how;
    Stalls.Watch watch = Stalls.watch(how, stall);
    done.whenComplete((answer, error) -> watch.end());
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

  /** Nobody waits for it, and yet it is to run up to its limit. */
  void leave() {
    left = true;
  }

  boolean isLeft() {
    return left;
  }

  void cancel() {
    sent.cancel(true);
  }
}
