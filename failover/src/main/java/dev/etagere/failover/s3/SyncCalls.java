package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.Stalls;
import dev.etagere.failover.Trouble;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Sends the calls of the synchronous client. */
final class SyncCalls {
  /**
   * Without the SDK's timer for a stream nobody reads: where the caller asks for a stream, his own
   * has one, and two would wake a thread twice for every read.
   */
  private static final ResponseTransformer<Object, ResponseInputStream<Object>> UNTIMED =
      ResponseTransformer.toInputStream(Duration.ZERO);

  private final Engine<S3Client> engine;
  private final @Nullable BodySupplier<RequestBody> bodies;
  private final Hedges hedges = new Hedges();

  SyncCalls(Engine<S3Client> engine, @Nullable BodySupplier<RequestBody> bodies) {
    this.engine = engine;
    this.bodies = bodies;
  }

  /** What a location answered: a response, or a stream with one. */
  record Answer(Place<S3Client> place, Call call, Object value) {
    void discard() {
      if (value instanceof ResponseInputStream<?> stream) {
        stream.abort();
      }
    }
  }

  /** One call of the caller's. */
  private static final class Work {
    final Method method;
    final Plan plan;
    final @Nullable SyncBody body;
    final boolean streams;
    volatile Call last;

    Work(Method method, Plan plan, @Nullable SyncBody body, boolean streams, Call first) {
      this.method = method;
      this.plan = plan;
      this.body = body;
      this.streams = streams;
      this.last = first;
    }
  }

  /** Does what the method of the SDK's client does, at one location or the other. */
  @Nullable Object call(Method method, S3Request request, @Nullable Object extra) throws Throwable {
    long began = engine.ambient().nanoTime();
    Plan plan = engine.plan(request);
    List<Place<S3Client>> order = engine.order(plan);
    SyncBody body =
        extra instanceof RequestBody own
            ? new SyncBody(request, own, bodies, engine.ambient())
            : null;
    boolean streams = extra instanceof ResponseTransformer;
    Call first = new Call(plan.operation(), plan.key(), order.get(0).name(), 1);
    Work work = new Work(method, plan, body, streams, first);
    FailoverListener listener = engine.listener();
    try {
      Answer answer = ask(work, order, first);
      Object result =
          extra instanceof ResponseTransformer<?, ?> transformer
              ? read(work, answer, transformer)
              : plan.back(answer.value, answer.place);
      listener.success(work.last, engine.since(began));
      return result;
    } catch (Throwable e) {
      listener.error(work.last, e, engine.since(began));
      throw e;
    } finally {
      if (body != null) {
        body.end();
      }
      listener.complete(work.last, engine.since(began));
    }
  }

  private Answer ask(Work work, List<Place<S3Client>> order, Call first) throws Throwable {
    Duration hedge = engine.hedge(work.plan, order);
    if (hedge != null) {
      return hedged(work, order, first, hedge);
    }
    return inOrder(work, order, first, 0, new Failures(work.plan));
  }

  private Answer inOrder(
      Work work, List<Place<S3Client>> order, Call first, int from, Failures failures)
      throws Throwable {
    Call call = first;
    for (int i = from; ; i++) {
      try {
        return once(work, order.get(i), call);
      } catch (Throwable e) {
        if (i == 0 && order.size() > 1 && engine.readsThrough(work.plan, e)) {
          return readThrough(work, order.get(1), call, e);
        }
        call = next(work, order, call, i, failures, e);
      }
    }
  }

  /** The first location's answer stays the answer unless the other one has the object. */
  private Answer readThrough(Work work, Place<S3Client> other, Call call, Throwable missing)
      throws Throwable {
    engine.listener().readThrough(call, other.name());
    try {
      return once(work, other, call.at(other.name()));
    } catch (Throwable e) {
      work.last = call;
      if (engine.failsOver(e)) {
        missing.addSuppressed(e);
      }
      throw missing;
    }
  }

  /** After a failure: the call as it goes on, or the error it ends with. */
  private Call next(
      Work work, List<Place<S3Client>> order, Call call, int i, Failures failures, Throwable e)
      throws Throwable {
    boolean last = i + 1 >= order.size();
    SyncBody body = work.body;
    if ((body != null && body.isAtFault()) || !engine.failsOver(e)) {
      throw failures.under(e);
    }
    failures.add(order.get(i).name(), e);
    if (last) {
      throw engine.exhausted(work.plan, failures);
    }
    if (body != null && !body.renew(e)) {
      throw failures.because(Bodies.cannotBeSentAgain(order.get(i + 1).name()));
    }
    engine.router().failedOver(call, order.get(i + 1).name(), e);
    return call.at(order.get(i + 1).name());
  }

  private Answer once(Work work, Place<S3Client> place, Call call) throws Throwable {
    work.last = call;
    engine.listener().send(call);
    long began = engine.ambient().nanoTime();
    Object value;
    try {
      value = work.body != null ? send(work, work.body, place, call) : send(work, place, call);
    } catch (InvocationTargetException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      if (work.body == null || !work.body.isAtFault()) {
        engine.failed(place, call, cause);
      }
      throw cause;
    }
    place.health().succeeded(engine.since(began));
    engine.listener().extractData(call);
    return new Answer(place, call, value);
  }

  private Object send(Work work, Place<S3Client> place, Call call)
      throws InvocationTargetException, IllegalAccessException {
    S3Request there = engine.prepared(work.plan, place, call, 0);
    return work.streams
        ? work.method.invoke(place.client(), there, UNTIMED)
        : work.method.invoke(place.client(), there);
  }

  private Object send(Work work, SyncBody body, Place<S3Client> place, Call call)
      throws InvocationTargetException, IllegalAccessException {
    Pace pace = body.pace();
    UploadTimer timer = pace == null ? null : new UploadTimer(pace, engine.limits());
    S3Request there = engine.prepared(work.plan, place, call, body.length(), timer);
    if (timer == null) {
      return work.method.invoke(place.client(), there, body.body());
    }
    Stalls.Watch watch = Stalls.watch(timer, engine.limits().stall());
    try {
      return work.method.invoke(place.client(), there, body.body());
    } catch (InvocationTargetException e) {
      String stood = timer.stood();
      throw stood == null || !(e.getCause() instanceof ApiCallTimeoutException)
          ? e
          : new InvocationTargetException(
              ApiCallTimeoutException.builder().message(stood).cause(e.getCause()).build());
    } finally {
      watch.end();
    }
  }

  private Answer hedged(Work work, List<Place<S3Client>> order, Call first, Duration delay)
      throws Throwable {
    Failures failures = new Failures(work.plan);
    try (Race race = new Race(hedges, engine.limits().of(work.plan.isLong(), 0))) {
      if (!race.start(0, () -> once(work, order.get(0), first))) {
        return inOrder(work, order, first, 0, failures);
      }
      Race.Outcome soon = race.poll(delay);
      if (soon != null) {
        return soon.answer() != null
            ? soon.answer()
            : afterFirst(work, order, first, failures, soon.mustFailure());
      }
      Place<S3Client> second = order.get(1);
      engine.listener().hedge(first, second.name(), delay);
      race.start(1, () -> once(work, second, first.at(second.name())));
      Answer answer = decide(race, work, order, first, failures);
      work.last = answer.call;
      if (answer.place.name().equals(second.name())) {
        race.letFirstEnd();
      }
      return answer;
    }
  }

  private Answer afterFirst(
      Work work, List<Place<S3Client>> order, Call first, Failures failures, Throwable e)
      throws Throwable {
    if (engine.readsThrough(work.plan, e)) {
      return readThrough(work, order.get(1), first, e);
    }
    return inOrder(work, order, next(work, order, first, 0, failures, e), 1, failures);
  }

  /** Whichever answers; but that there is no such object is believed of the first only. */
  private Answer decide(
      Race race, Work work, List<Place<S3Client>> order, Call first, Failures failures)
      throws Throwable {
    Race.Outcome one = race.await();
    if (one.answer() != null) {
      return one.answer();
    }
    Throwable e = one.mustFailure();
    boolean fromFirst = one.index() == 0;
    if (fromFirst && !engine.failsOver(e) && !engine.readsThrough(work.plan, e)) {
      throw e;
    }
    Race.Outcome other = race.await();
    Throwable atFirst = fromFirst ? e : other.mustFailureOr(e);
    if (other.answer() != null) {
      if (fromFirst && engine.failsOver(e)) {
        engine.router().failedOver(first, order.get(1).name(), e);
      }
      return other.answer();
    }
    if (!engine.failsOver(atFirst)) {
      throw atFirst;
    }
    failures.add(order.get(0).name(), atFirst);
    Throwable atSecond = fromFirst ? other.mustFailure() : e;
    if (!engine.failsOver(atSecond)) {
      throw failures.under(atSecond);
    }
    failures.add(order.get(1).name(), atSecond);
    throw engine.exhausted(work.plan, failures);
  }

  private @Nullable Object read(Work work, Answer answer, ResponseTransformer<?, ?> transformer)
      throws IOException {
    ResponseInputStream<?> in = (ResponseInputStream<?>) answer.value;
    Object head = work.plan.back(in.response(), answer.place);
    Resumption resumption =
        in.response() instanceof GetObjectResponse got ? Resumption.of(got) : null;
    Duration stall = engine.limits().stall();
    ResumingStream stream =
        new ResumingStream(
            in,
            new Rest(work.plan, resumption, answer),
            resumption == null ? -1 : resumption.length(),
            stall.toNanos());
    stream.watchedBy(Stalls.watch(stream, stall));
    return transform(transformer, head, stream);
  }

  /** As the SDK runs a transformer, but for the retries: the stream does these. */
  @SuppressWarnings("unchecked") // the transformer was given for this operation's response
  private static <H, R> @Nullable Object transform(
      ResponseTransformer<H, R> transformer, Object head, ResumingStream stream)
      throws IOException {
    boolean leftOpen = false;
    try {
      R result =
          transformer.transform((H) head, AbortableInputStream.create(stream, stream::abort));
      leftOpen = transformer.needsConnectionLeftOpen();
      if (!leftOpen) {
        stream.close();
      }
      leftOpen = true;
      return result;
    } catch (SdkException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("the thread was interrupted while it read a body", e);
    } catch (Exception e) {
      throw NonRetryableException.create("the response could not be read: " + e.getMessage(), e);
    } finally {
      if (!leftOpen) {
        stream.abort();
      }
    }
  }

  /** Where the rest of a body comes from: whichever location has the same object. */
  private final class Rest implements ResumingStream.Source {
    private final Plan plan;
    private final @Nullable Resumption resumption;
    private volatile Place<S3Client> place;
    private volatile Call call;

    Rest(Plan plan, @Nullable Resumption resumption, Answer begun) {
      this.plan = plan;
      this.resumption = resumption;
      this.place = begun.place;
      this.call = begun.call;
    }

    @Override
    public ResponseInputStream<?> reopen(long position, IOException cause, boolean stalled)
        throws IOException {
      if (resumption == null) {
        throw cause;
      }
      Trouble trouble = stalled ? Trouble.UNREACHABLE : FailoverRule.trouble(cause);
      place.health().failed(trouble, cause);
      Plan rest = engine.plan(resumption.from((GetObjectRequest) plan.request(), position));
      for (Place<S3Client> at : engine.order(rest)) {
        Call next = call.at(at.name());
        try {
          ResponseInputStream<?> in = open(rest, at, next, resumption, position);
          engine.listener().resume(call, at.name(), position, cause);
          place = at;
          call = next;
          return in;
        } catch (SdkException | IOException e) {
          cause.addSuppressed(e);
        }
      }
      throw cause;
    }

    private ResponseInputStream<?> open(
        Plan rest, Place<S3Client> at, Call next, Resumption same, long position)
        throws IOException {
      engine.listener().send(next);
      try {
        ResponseInputStream<GetObjectResponse> in =
            at.client().getObject((GetObjectRequest) engine.prepared(rest, at, next, 0));
        if (!same.continues(in.response(), position)) {
          in.abort();
          throw new IOException("'" + at.name() + "' does not have the rest of the same object");
        }
        return in;
      } catch (SdkException e) {
        engine.failed(at, next, e);
        throw e;
      }
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

  void close() {
    hedges.close();
  }
}
