package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import dev.etagere.failover.Stalls;
import dev.etagere.failover.s3.Attempt.Answer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Sends the calls of the asynchronous client. */
@SuppressWarnings("FutureReturnValueIgnored") // each continuation ends in the caller's future
final class AsyncCalls {
  private final Engine<S3AsyncClient> engine;
  private final @Nullable BodySupplier<AsyncRequestBody> bodies;

  /** Whether a read runs that nobody waits for, so that the breaker hears how it ends. */
  private final AtomicBoolean witness = new AtomicBoolean();

  AsyncCalls(Engine<S3AsyncClient> engine, @Nullable BodySupplier<AsyncRequestBody> bodies) {
    this.engine = engine;
    this.bodies = bodies;
  }

  /** Does what the method of the SDK's client does, at one location or the other. */
  CompletableFuture<@Nullable Object> call(
      Method method, S3Request request, @Nullable Object extra) {
    AsyncCall work;
    try {
      Plan plan = engine.plan(request);
      work = new AsyncCall(engine, method, plan, engine.order(plan), engine.ambient().nanoTime());
      work.take(request, extra, bodies);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
    Duration hedge = engine.hedge(work.plan, work.order);
    if (hedge == null) {
      ask(work, work.last, 0, new Failures(work.plan));
    } else {
      new Duel(this, engine, witness, work, work.last).begin(hedge);
    }
    return work.result;
  }

  private void ask(AsyncCall work, Call call, int i, Failures failures) {
    Attempt attempt = once(work, work.order.get(i), call);
    attempt
        .done()
        .whenComplete(
            (answer, error) -> {
              if (error == null) {
                work.finish(answer);
              } else {
                work.guarded(() -> after(work, call, i, failures, FailoverRule.unwrap(error)));
              }
            });
  }

  /** After a failure: goes on, or ends. */
  void after(AsyncCall work, Call call, int i, Failures failures, Throwable e) {
    boolean more = i + 1 < work.order.size();
    if (work.result.isDone()) {
      return;
    }
    if (i == 0 && more && engine.readsThrough(work.plan, e)) {
      readThrough(work, work.order.get(1), call, e);
      return;
    }
    AsyncBody body = work.body;
    boolean begun = work.select != null && work.select.hasBegun();
    if (begun || (body != null && body.isAtFault()) || !engine.failsOver(e)) {
      work.fail(failures.under(e));
      return;
    }
    failures.add(work.order.get(i).name(), e);
    if (!more) {
      work.fail(engine.exhausted(work.plan, failures));
      return;
    }
    Place<S3AsyncClient> next = work.order.get(i + 1);
    if (body != null && !body.renew(e)) {
      work.fail(failures.because(Bodies.cannotBeSentAgain(next.name())));
      return;
    }
    engine.router().failedOver(call, next.name(), e);
    ask(work, call.at(next.name()), i + 1, failures);
  }

  /** The first location's answer stays the answer unless the other one has the object. */
  private void readThrough(
      AsyncCall work, Place<S3AsyncClient> other, Call call, Throwable missing) {
    engine.listener().readThrough(call, other.name());
    once(work, other, call.at(other.name()))
        .done()
        .whenComplete(
            (answer, error) -> {
              if (error == null) {
                work.finish(answer);
                return;
              }
              work.last = call;
              Throwable e = FailoverRule.unwrap(error);
              if (engine.failsOver(e)) {
                missing.addSuppressed(e);
              }
              work.fail(missing);
            });
  }

  Attempt once(AsyncCall work, Place<S3AsyncClient> place, Call call) {
    work.last = call;
    engine.listener().send(call);
    long began = engine.ambient().nanoTime();
    AsyncBody body = work.body;
    long bytes = body == null ? 0 : body.length();
    CompletableFuture<?> sent = send(work, place, call, bytes);
    Attempt attempt = new Attempt(sent);
    Duration limit = engine.limits().of(work.plan.isLong(), bytes);
    attempt.limitedBy(Stalls.after(limit, () -> timeOut(work, place, call, attempt, limit)));
    watch(work, place, call, attempt);
    work.result.whenComplete((value, error) -> cancelIfUnwanted(attempt, error));
    sent.whenComplete(
        (value, error) -> {
          if (error != null) {
            Throwable e = FailoverRule.unwrap(error);
            if (!attempt.done().isDone() && (body == null || !body.isAtFault())) {
              engine.failed(place, call, e);
            }
            attempt.end(null, e);
          } else {
            place.health().succeeded(engine.since(began));
            engine.listener().extractData(call);
            attempt.end(new Answer(place, call, value), null);
          }
        });
    return attempt;
  }

  private static void cancelIfUnwanted(Attempt attempt, @Nullable Throwable error) {
    if (error != null || !(attempt.done().isDone() || attempt.isLeft())) {
      attempt.cancel();
    }
  }

  private CompletableFuture<?> send(
      AsyncCall work, Place<S3AsyncClient> place, Call call, long bytes) {
    try {
      S3Request there = engine.prepared(work.plan, place, call, bytes);
      Object extra =
          work.body != null
              ? work.body.body()
              : work.transformer != null ? new Head.Taking<>() : work.select;
      Object future =
          extra == null
              ? work.method.invoke(place.client(), there)
              : work.method.invoke(place.client(), there, extra);
      return (CompletableFuture<?>) future;
    } catch (InvocationTargetException e) {
      return CompletableFuture.failedFuture(e.getCause());
    } catch (IllegalAccessException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void timeOut(
      AsyncCall work, Place<S3AsyncClient> place, Call call, Attempt attempt, Duration limit) {
    if (attempt.done().isDone() || (work.select != null && work.select.hasBegun())) {
      return;
    }
    late(place, call, attempt, ApiCallTimeoutException.create(limit.toMillis()));
  }

  private void late(
      Place<S3AsyncClient> place, Call call, Attempt attempt, ApiCallTimeoutException late) {
    Stalls.breakOff(
        () -> {
          if (!attempt.done().isDone()) {
            engine.failed(place, call, late);
            attempt.end(null, late);
            attempt.cancel();
          }
        });
  }

  /**
   * Ends an attempt whose body the location no longer takes, long before the limit for all of it.
   */
  private void watch(AsyncCall work, Place<S3AsyncClient> place, Call call, Attempt attempt) {
    Pace pace = work.body == null ? null : work.body.pace();
    if (pace == null) {
      return;
    }
    AttemptLimits limits = engine.limits();
    attempt.watchedBy(
        () -> {
          boolean still = !attempt.done().isDone() && pace.isStill(limits);
          if (still) {
            String words = pace.words(limits);
            late(place, call, attempt, ApiCallTimeoutException.builder().message(words).build());
          }
          return !still;
        },
        limits.stall());
  }
}
