package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import dev.etagere.failover.Stalls;
import dev.etagere.failover.s3.Attempt.Answer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** One read of the asynchronous client asked at two locations. */
@SuppressWarnings("FutureReturnValueIgnored") // each continuation ends in the caller's future
final class Duel {
  private final AsyncCalls calls;
  private final Engine<S3AsyncClient> engine;
  private final AtomicBoolean witness;
  private final AsyncCall work;
  private final Call first;
  private @Nullable Attempt one;
  private @Nullable Attempt two;
  private @Nullable Throwable atFirst;
  private @Nullable Throwable atSecond;
  private boolean decided;

  /**
   * Asks nothing yet.
   *
   * @param witness whether a read runs that nobody waits for
   */
  Duel(
      AsyncCalls calls,
      Engine<S3AsyncClient> engine,
      AtomicBoolean witness,
      AsyncCall work,
      Call first) {
    this.calls = calls;
    this.engine = engine;
    this.witness = witness;
    this.work = work;
    this.first = first;
  }

  void begin(Duration delay) {
    Attempt attempt = calls.once(work, work.order.get(0), first);
    synchronized (this) {
      one = attempt;
    }
    var timer = Stalls.after(delay, () -> Stalls.breakOff(() -> second(delay)));
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
      two = calls.once(work, other, first.at(other.name()));
    }
    Attempt attempt = two;
    attempt.done().whenComplete((answer, error) -> ended(false, answer, error));
  }

  private void ended(boolean isFirst, @Nullable Answer answer, @Nullable Throwable error) {
    Runnable then;
    synchronized (this) {
      then = decide(isFirst, answer, error == null ? null : FailoverRule.unwrap(error));
    }
    work.guarded(then);
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
        work.finish(answer);
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
      return () -> calls.after(work, first, 0, new Failures(work.plan), e);
    }
    if (e != null && !engine.failsOver(e) && !engine.readsThrough(work.plan, e)) {
      decided = true;
      Attempt loser = two;
      return () -> {
        work.last = first;
        work.fail(e);
        if (loser != null) {
          loser.cancel();
        }
      };
    }
    if (e != null && atSecond != null) {
      decided = true;
      Throwable other = atSecond;
      return () -> work.fail(both(e, other));
    }
    return () -> {}; // the other one is still on its way
  }

  /**
   * The first goes on up to its limit, and its location's breaker hears how that ended: reads that
   * are always saved by the other location would never open it. One at a time is enough.
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
