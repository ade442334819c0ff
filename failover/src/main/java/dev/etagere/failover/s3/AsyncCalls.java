package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import dev.etagere.failover.Stalls;
import dev.etagere.failover.Trouble;
import dev.etagere.failover.s3.Attempt.Answer;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;

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

  /** One call of the caller's. */
  private static final class Work {
    final CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    final AtomicBoolean told = new AtomicBoolean();
    final Method method;
    final Plan plan;
    final List<Place<S3AsyncClient>> order;
    final long began;
    @Nullable AsyncBody body;
    @Nullable AsyncResponseTransformer<Object, Object> transformer;
    @Nullable CompletableFuture<Object> transformed;
    @Nullable SelectHandler select;
    volatile Call last;

    Work(Method method, Plan plan, List<Place<S3AsyncClient>> order, long began) {
      this.method = method;
      this.plan = plan;
      this.order = order;
      this.began = began;
      this.last = new Call(plan.operation(), plan.key(), order.get(0).name(), 1);
    }
  }

  /** Does what the method of the SDK's client does, at one location or the other. */
  CompletableFuture<@Nullable Object> call(
      Method method, S3Request request, @Nullable Object extra) {
    Work work;
    try {
      Plan plan = engine.plan(request);
      work = new Work(method, plan, engine.order(plan), engine.ambient().nanoTime());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    take(work, request, extra);
    work.result.whenComplete((value, error) -> tell(work, error));
    Duration hedge = engine.hedge(work.plan, work.order);
    if (hedge == null) {
      ask(work, work.last, 0, new Failures(work.plan));
    } else {
      new Duel(work, work.last).begin(hedge);
    }
    return work.result;
  }

  @SuppressWarnings("unchecked") // the transformer was given for this operation's response
  private void take(Work work, S3Request request, @Nullable Object extra) {
    if (extra instanceof AsyncRequestBody body) {
      work.body = new AsyncBody(request, body, bodies);
    } else if (extra instanceof AsyncResponseTransformer<?, ?> given) {
      AsyncResponseTransformer<Object, Object> transformer =
          (AsyncResponseTransformer<Object, Object>) given;
      CompletableFuture<Object> transformed = transformer.prepare();
      work.transformer = transformer;
      work.transformed = transformed;
      work.result.whenComplete((value, error) -> transformed.cancel(true));
    } else if (extra instanceof SelectObjectContentResponseHandler handler) {
      work.select = new SelectHandler(handler);
    }
  }

  /** The listener hears of it first: whoever waits for the call may look at what it heard. */
  private void end(Work work, @Nullable Object value, @Nullable Throwable error) {
    if (!work.result.isDone()) {
      tell(work, error);
    }
    if (error == null) {
      work.result.complete(value);
    } else {
      work.result.completeExceptionally(error);
    }
  }

  private void tell(Work work, @Nullable Throwable error) {
    if (!work.told.compareAndSet(false, true)) {
      return;
    }
    Duration took = engine.since(work.began);
    if (error == null) {
      engine.listener().success(work.last, took);
    } else {
      engine.listener().error(work.last, FailoverRule.unwrap(error), took);
    }
    engine.listener().complete(work.last, took);
  }

  private void ask(Work work, Call call, int i, Failures failures) {
    Attempt attempt = once(work, work.order.get(i), call);
    attempt
        .done()
        .whenComplete(
            (answer, error) -> {
              if (error == null) {
                finish(work, answer);
              } else {
                guarded(work, () -> after(work, call, i, failures, FailoverRule.unwrap(error)));
              }
            });
  }

  /** What the caller's own code throws on the way ends the call: it must not hang. */
  private void guarded(Work work, Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      fail(work, e);
    }
  }

  /** After a failure: goes on, or ends. */
  private void after(Work work, Call call, int i, Failures failures, Throwable e) {
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
      fail(work, failures.under(e));
      return;
    }
    failures.add(work.order.get(i).name(), e);
    if (!more) {
      fail(work, engine.exhausted(work.plan, failures));
      return;
    }
    Place<S3AsyncClient> next = work.order.get(i + 1);
    if (body != null && !body.renew(e)) {
      fail(work, failures.because(Bodies.cannotBeSentAgain(next.name())));
      return;
    }
    engine.router().failedOver(call, next.name(), e);
    ask(work, call.at(next.name()), i + 1, failures);
  }

  /** The first location's answer stays the answer unless the other one has the object. */
  private void readThrough(Work work, Place<S3AsyncClient> other, Call call, Throwable missing) {
    engine.listener().readThrough(call, other.name());
    once(work, other, call.at(other.name()))
        .done()
        .whenComplete(
            (answer, error) -> {
              if (error == null) {
                finish(work, answer);
                return;
              }
              work.last = call;
              Throwable e = FailoverRule.unwrap(error);
              if (engine.failsOver(e)) {
                missing.addSuppressed(e);
              }
              fail(work, missing);
            });
  }

  private void fail(Work work, Throwable error) {
    if (work.transformer != null) {
      work.transformer.exceptionOccurred(error);
    }
    if (work.select != null) {
      work.select.fail(error);
    }
    end(work, null, error);
  }

  private Attempt once(Work work, Place<S3AsyncClient> place, Call call) {
    work.last = call;
    engine.listener().send(call);
    long began = engine.ambient().nanoTime();
    AsyncBody body = work.body;
    long bytes = body == null ? 0 : body.length();
    CompletableFuture<?> sent = send(work, place, call, bytes);
    Attempt attempt = new Attempt(sent);
    Duration limit = engine.limits().of(work.plan.isLong(), bytes);
    attempt.limitedBy(Stalls.after(limit, () -> timeOut(work, place, call, attempt, limit)));
    work.result.whenComplete((value, error) -> cancelIfUnwanted(work, attempt, error));
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

  private static void cancelIfUnwanted(Work work, Attempt attempt, @Nullable Throwable error) {
    if (error != null || !(attempt.done().isDone() || attempt.isLeft())) {
      attempt.cancel();
    }
    if (work.result.isCancelled() && work.transformer != null) {
      work.transformer.exceptionOccurred(
          new java.util.concurrent.CancellationException("the call was cancelled"));
    }
  }

  private CompletableFuture<?> send(Work work, Place<S3AsyncClient> place, Call call, long bytes) {
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
      Work work, Place<S3AsyncClient> place, Call call, Attempt attempt, Duration limit) {
    if (attempt.done().isDone() || (work.select != null && work.select.hasBegun())) {
      return;
    }
    ApiCallTimeoutException late = ApiCallTimeoutException.create(limit.toMillis());
    CompletableFuture.runAsync(
        () -> {
          if (!attempt.done().isDone()) {
            engine.failed(place, call, late);
            attempt.end(null, late);
            attempt.cancel();
          }
        });
  }

  private void finish(Work work, Answer answer) {
    work.last = answer.call();
    if (work.result.isDone()) {
      answer.discard();
      return;
    }
    try {
      if (work.transformer != null && work.transformed != null) {
        stream(work, answer, work.transformer, work.transformed);
      } else {
        Object value = answer.value();
        end(work, value == null ? null : work.plan.back(value, answer.place()), null);
      }
    } catch (RuntimeException e) {
      fail(work, e);
    }
  }

  private void stream(
      Work work,
      Answer answer,
      AsyncResponseTransformer<Object, Object> transformer,
      CompletableFuture<Object> transformed) {
    Head<?> in = (Head<?>) answer.value();
    if (in == null) {
      throw new IllegalStateException("the client gave no body");
    }
    Object head =
        in.response() instanceof GetObjectResponse got
            ? Resumption.joined((GetObjectRequest) work.plan.request(), got)
            : in.response();
    Resumption resumption = head instanceof GetObjectResponse got ? Resumption.of(got) : null;
    Duration stall = engine.limits().stall();
    ResumingPublisher body =
        new ResumingPublisher(
            in,
            new Rest(work.plan, resumption, answer),
            resumption == null ? -1 : resumption.length(),
            stall.toNanos());
    body.watchedBy(Stalls.watch(body, stall));
    transformed.whenComplete(
        (value, error) -> {
          if (error == null) {
            end(work, value, null);
          } else {
            body.cancel();
            end(work, null, FailoverRule.unwrap(error));
          }
        });
    transformer.onResponse(work.plan.back(head, answer.place()));
    transformer.onStream(body);
  }

  /** Where the rest of a body comes from: whichever location has the same object. */
  private final class Rest implements ResumingPublisher.Source {
    private final Plan plan;
    private final @Nullable Resumption resumption;
    private volatile Place<S3AsyncClient> place;
    private volatile Call call;

    Rest(Plan plan, @Nullable Resumption resumption, Answer begun) {
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
              () -> {
                opened.completeExceptionally(ApiCallTimeoutException.create(limit.toMillis()));
                sent.cancel(true);
              });
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

  /** One read asked at two locations. */
  private final class Duel {
    private final Work work;
    private final Call first;
    private @Nullable Attempt one;
    private @Nullable Attempt two;
    private @Nullable Throwable atFirst;
    private @Nullable Throwable atSecond;
    private boolean decided;

    Duel(Work work, Call first) {
      this.work = work;
      this.first = first;
    }

    void begin(Duration delay) {
      Attempt attempt = once(work, work.order.get(0), first);
      synchronized (this) {
        one = attempt;
      }
      var timer = Stalls.after(delay, () -> CompletableFuture.runAsync(() -> second(delay)));
      attempt
          .done()
          .whenComplete(
              (answer, error) -> {
                timer.cancel(false);
                ended(true, answer, error);
              });
    }

    private void second(Duration delay) {
      Place<S3AsyncClient> other = work.order.get(1);
      synchronized (this) {
        if (decided || atFirst != null || (one != null && one.done().isDone())) {
          return;
        }
        engine.listener().hedge(first, other.name(), delay);
        two = once(work, other, first.at(other.name()));
      }
      Attempt attempt = two;
      attempt.done().whenComplete((answer, error) -> ended(false, answer, error));
    }

    private void ended(boolean isFirst, @Nullable Answer answer, @Nullable Throwable error) {
      Runnable then;
      synchronized (this) {
        then = decide(isFirst, answer, error == null ? null : FailoverRule.unwrap(error));
      }
      guarded(work, then);
    }

    /** Whichever answers; but that there is no such object is believed of the first only. */
    private Runnable decide(boolean isFirst, @Nullable Answer answer, @Nullable Throwable error) {
      if (decided) {
        return answer == null ? () -> {} : answer::discard;
      }
      if (answer != null) {
        decided = true;
        Attempt loser = isFirst ? two : one;
        if (loser != null && !isFirst) {
          leave(loser);
        }
        return () -> {
          finish(work, answer);
          if (loser != null && !loser.done().isDone() && !loser.isLeft()) {
            loser.cancel();
          }
        };
      }
      atFirst = isFirst ? error : atFirst;
      atSecond = isFirst ? atSecond : error;
      Throwable e = atFirst;
      if (two == null && e != null) {
        decided = true;
        return () -> after(work, first, 0, new Failures(work.plan), e);
      }
      if (e != null && !engine.failsOver(e) && !engine.readsThrough(work.plan, e)) {
        decided = true;
        Attempt loser = two;
        return () -> {
          work.last = first;
          fail(work, e);
          if (loser != null) {
            loser.cancel();
          }
        };
      }
      if (e != null && atSecond != null) {
        decided = true;
        Throwable other = atSecond;
        return () -> fail(work, both(e, other));
      }
      return () -> {}; // the other one is still on its way
    }

    /**
     * The first goes on up to its limit, and its location's breaker hears how that ended: reads
     * that are always saved by the other location would never open it. One at a time is enough.
     */
    private void leave(Attempt first) {
      if (work.select == null && witness.compareAndSet(false, true)) {
        first.leave();
        first.done().whenComplete((answer, error) -> witness.set(false));
      }
    }

    private Throwable both(Throwable e, Throwable other) {
      if (!engine.failsOver(e)) {
        return e;
      }
      Failures failures = new Failures(work.plan);
      failures.add(work.order.get(0).name(), e);
      if (!engine.failsOver(other)) {
        return failures.under(other);
      }
      failures.add(work.order.get(1).name(), other);
      return engine.exhausted(work.plan, failures);
    }
  }
}
