package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import dev.etagere.failover.Stalls;
import dev.etagere.failover.s3.Attempt.Answer;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;

/** One call of the asynchronous client, from the caller's request to what he gets. */
@SuppressWarnings("FutureReturnValueIgnored") // each continuation ends in the caller's future
final class AsyncCall {
  final CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
  final Method method;
  final Plan plan;
  final List<Place<S3AsyncClient>> order;
  @Nullable AsyncBody body;
  @Nullable AsyncResponseTransformer<Object, Object> transformer;
  @Nullable SelectHandler select;
  volatile Call last;

  private final Engine<S3AsyncClient> engine;
  private final long began;
  private final AtomicBoolean told = new AtomicBoolean();
  private @Nullable CompletableFuture<Object> transformed;

  AsyncCall(
      Engine<S3AsyncClient> engine,
      Method method,
      Plan plan,
      List<Place<S3AsyncClient>> order,
      long began) {
    this.engine = engine;
    this.method = method;
    this.plan = plan;
    this.order = order;
    this.began = began;
    this.last = new Call(plan.operation(), plan.key(), order.get(0).name(), 1);
  }

  /** Takes what the caller gave beside the request. */
  @SuppressWarnings("unchecked") // the transformer was given for this operation's response
  void take(
      S3Request request, @Nullable Object extra, @Nullable BodySupplier<AsyncRequestBody> bodies) {
    if (extra instanceof AsyncRequestBody given) {
      body = new AsyncBody(request, given, bodies, engine.ambient());
    } else if (extra instanceof AsyncResponseTransformer<?, ?> given) {
      CompletableFuture<Object> prepared =
          ((AsyncResponseTransformer<Object, Object>) given).prepare();
      transformer = (AsyncResponseTransformer<Object, Object>) given;
      transformed = prepared;
      result.whenComplete((value, error) -> cancel(given, prepared));
    } else if (extra instanceof SelectObjectContentResponseHandler handler) {
      select = new SelectHandler(handler);
    }
    result.whenComplete((value, error) -> tell(error));
  }

  private void cancel(AsyncResponseTransformer<?, ?> given, CompletableFuture<Object> prepared) {
    if (result.isCancelled()) {
      given.exceptionOccurred(new CancellationException("the call was cancelled"));
    }
    prepared.cancel(true);
  }

  /** The listener hears of it first: whoever waits for the call may look at what it heard. */
  private void end(@Nullable Object value, @Nullable Throwable error) {
    if (!result.isDone()) {
      tell(error);
    }
    if (error == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(error);
    }
  }

  private void tell(@Nullable Throwable error) {
    if (!told.compareAndSet(false, true)) {
      return;
    }
    Duration took = engine.since(began);
    if (error == null) {
      engine.listener().success(last, took);
    } else {
      engine.listener().error(last, FailoverRule.unwrap(error), took);
    }
    engine.listener().complete(last, took);
  }

  /** What the caller's own code throws on the way ends the call: it must not hang. */
  void guarded(Runnable what) {
    try {
      what.run();
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Ends it with an error, whatever the caller's own code makes of that. */
  void fail(Throwable error) {
    try {
      if (transformer != null) {
        transformer.exceptionOccurred(error);
      }
      if (select != null) {
        select.fail(error);
      }
    } catch (Throwable e) {
      error.addSuppressed(e);
    } finally {
      end(null, error);
    }
  }

  /** Gives the caller what a location answered. */
  void finish(Answer answer) {
    last = answer.call();
    if (result.isDone()) {
      answer.discard();
      return;
    }
    guarded(
        () -> {
          if (transformer != null && transformed != null) {
            stream(answer, transformer, transformed);
          } else {
            Object value = answer.value();
            end(value == null ? null : plan.back(value, answer.place()), null);
          }
        });
  }

  private void stream(
      Answer answer,
      AsyncResponseTransformer<Object, Object> to,
      CompletableFuture<Object> transformedLater) {
    Head<?> in = (Head<?>) answer.value();
    if (in == null) {
      throw new IllegalStateException("the client gave no body");
    }
    Object head =
        in.response() instanceof GetObjectResponse got
            ? Resumption.joined((GetObjectRequest) plan.request(), got)
            : in.response();
    Resumption resumption = head instanceof GetObjectResponse got ? Resumption.of(got) : null;
    Duration stall = engine.limits().stall();
    ResumingPublisher whole =
        new ResumingPublisher(
            in,
            new AsyncRest(engine, plan, resumption, answer),
            resumption == null ? -1 : resumption.length(),
            stall.toNanos());
    whole.watchedBy(Stalls.watch(whole, stall));
    transformedLater.whenComplete(
        (value, error) -> {
          if (error == null) {
            end(value, null);
          } else {
            whole.cancel();
            end(null, FailoverRule.unwrap(error));
          }
        });
    to.onResponse(plan.back(head, answer.place()));
    to.onStream(whole);
  }
}
