package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import dev.etagere.failover.Stalls;
import dev.etagere.failover.Trouble;
import dev.etagere.failover.s3.Attempt.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Where the rest of a body comes from: whichever location has the same object. */
@SuppressWarnings("FutureReturnValueIgnored") // each continuation ends in the reader
final class AsyncRest implements ResumingPublisher.Source {
  private final Engine<S3AsyncClient> engine;
  private final Plan plan;
  private final @Nullable Resumption resumption;
  private volatile Place<S3AsyncClient> place;
  private volatile Call call;

  AsyncRest(
      Engine<S3AsyncClient> engine, Plan plan, @Nullable Resumption resumption, Answer begun) {
    this.engine = engine;
    this.plan = plan;
    this.resumption = resumption;
    this.place = begun.place();
    this.call = begun.call();
  }

  @Override
  public CompletableFuture<? extends Head<?>> reopen(
      long position, Throwable cause, boolean stalled) {
    if (resumption == null) {
      return CompletableFuture.failedFuture(cause);
    }
    Trouble trouble = stalled ? Trouble.UNREACHABLE : FailoverRule.trouble(cause);
    if (trouble != Trouble.NONE) {
      place.health().failed(trouble, cause);
    }
    Plan rest = engine.plan(resumption.from((GetObjectRequest) plan.request(), position));
    return from(rest, resumption, position, cause, engine.order(rest), 0);
  }

  private CompletableFuture<Head<GetObjectResponse>> from(
      Plan rest,
      Resumption same,
      long position,
      Throwable cause,
      List<Place<S3AsyncClient>> order,
      int i) {
    if (i >= order.size()) {
      return CompletableFuture.failedFuture(cause);
    }
    Place<S3AsyncClient> at = order.get(i);
    Call next = call.at(at.name());
    return open(rest, at, next, same, position)
        .handle(
            (body, error) -> {
              if (error == null) {
                engine.listener().resume(call, at.name(), position, cause);
                place = at;
                call = next;
                return CompletableFuture.completedFuture(body);
              }
              cause.addSuppressed(FailoverRule.unwrap(error));
              return from(rest, same, position, cause, order, i + 1);
            })
        .thenCompose(one -> one);
  }

  private CompletableFuture<Head<GetObjectResponse>> open(
      Plan rest, Place<S3AsyncClient> at, Call next, Resumption same, long position) {
    engine.listener().send(next);
    GetObjectRequest request = (GetObjectRequest) engine.prepared(rest, at, next, 0);
    CompletableFuture<Head<GetObjectResponse>> sent =
        at.client().getObject(request, new Head.Taking<>());
    Duration limit = engine.limits().answer();
    CompletableFuture<Head<GetObjectResponse>> opened = new CompletableFuture<>();
    var timer =
        Stalls.after(
            limit,
            () ->
                Stalls.breakOff(
                    () -> {
                      opened.completeExceptionally(
                          ApiCallTimeoutException.create(limit.toMillis()));
                      sent.cancel(true);
                    }));
    sent.whenComplete(
        (body, error) -> {
          timer.cancel(false);
          if (error != null) {
            engine.failed(at, next, FailoverRule.unwrap(error));
            opened.completeExceptionally(error);
          } else if (!same.continues(body.response(), position)) {
            body.discard();
            opened.completeExceptionally(
                new IOException("'" + at.name() + "' does not have the rest of the same object"));
          } else if (!opened.complete(body)) {
            body.discard();
          }
        });
    return opened;
  }

  @Override
  public void arrived(long bytes) {
    engine.listener().httpData(call, bytes);
  }

  @Override
  public long nanoTime() {
    return engine.ambient().nanoTime();
  }
}
