package dev.etagere.failover.store;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Backoff;
import dev.etagere.core.spi.Deadline;
import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.LocationHealth;
import dev.etagere.failover.Router;
import dev.etagere.failover.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a call to one location and, when that is in trouble, to the other. A location's own store
 * has tried again by itself before it gives up, so a call goes to each once; a read, which harms
 * nobody, goes round again until its deadline.
 */
final class Attempts {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LEAST = Duration.ofMillis(1);

  private final List<Side> sides;
  private final Router router;
  private final FailoverListener listener;
  private final FailoverPolicy policy;
  private final Ambient ambient;

  Attempts(
      List<Side> sides,
      Router router,
      FailoverListener listener,
      FailoverPolicy policy,
      Ambient ambient) {
    this.sides = sides;
    this.router = router;
    this.listener = FailoverListener.guarded(listener);
    this.policy = policy;
    this.ambient = ambient;
  }

  /** One request. */
  interface Request<R> {
    /** Sends it; the deadline is that of this attempt. */
    R send(Side side, Deadline deadline);
  }

  /**
   * The location has answered, and what it says is no proof, since it may be behind: a failure of
   * the call, not of the location.
   */
  static final class NotProven extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient UnavailableException told;

    NotProven(UnavailableException told) {
      super(told.getMessage(), told, false, false);
      this.told = told;
    }
  }

  /** Where a call goes now, first to last. */
  List<Side> order() {
    var route = router.route();
    List<Side> order = new ArrayList<>();
    order.add(side(route.first()));
    route.next().forEach(next -> order.add(side(next)));
    return order;
  }

  private Side side(LocationHealth health) {
    Side first = sides.get(0);
    return first.name().equals(health.name()) ? first : sides.get(1);
  }

  /** A read, in this order, round and round until the deadline. */
  <R> R read(String operation, String key, List<Side> order, Deadline deadline, Request<R> read) {
    Call call = call(operation, key, order);
    return told(call, () -> roundAndRound(call, order, deadline, read));
  }

  <R> R roundAndRound(Call call, List<Side> order, Deadline deadline, Request<R> read) {
    Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, ambient);
    while (true) {
      UnavailableException failed;
      try {
        return round(call, order, policy.attemptLimit(), deadline, read);
      } catch (UnavailableException e) {
        failed = e;
      }
      try {
        if (Thread.currentThread().isInterrupted() || !deadline.pause(backoff.next())) {
          throw failed;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed;
      }
    }
  }

  /**
   * A call, in this order, to each location once at the most.
   *
   * @param limit how long any but the last location is waited for, half of what is left at the most
   * @throws UnavailableException if no location took it; with both causes
   * @throws OutcomeUnknownException if one may have taken it; with both causes
   */
  <R> R once(
      String operation,
      String key,
      List<Side> order,
      Duration limit,
      Deadline deadline,
      Request<R> request) {
    Call call = call(operation, key, order);
    return told(call, () -> round(call, order, limit, deadline, request));
  }

  private static Call call(String operation, String key, List<Side> order) {
    return new Call(operation, key, order.get(0).name(), 1);
  }

  private <R> R round(
      Call first, List<Side> order, Duration limit, Deadline deadline, Request<R> request) {
    Call call = first;
    StoreException failed = null;
    for (int i = 0; i < order.size(); i++) {
      Side side = order.get(i);
      if (failed != null) {
        router.failedOver(call, side.name(), failed);
        call = call.at(side.name());
      }
      try {
        boolean last = i == order.size() - 1;
        return at(call, side, last ? deadline : share(deadline, limit), request);
      } catch (UnavailableException | OutcomeUnknownException e) {
        failed = failed == null ? e : both(call.key(), failed, e);
      } catch (AccessException e) {
        if (failed == null && e.answered()) {
          throw e;
        }
        failed = failed == null ? e : both(call.key(), failed, e);
      } catch (RuntimeException e) {
        throw truthful(call.key(), failed, e);
      }
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    throw failed == null ? new IllegalStateException("no location to send to") : failed;
  }

  /** One request to one location, and what it says about that location. */
  <R> R at(Call call, Side side, Deadline deadline, Request<R> request) {
    LocationHealth health = router.health(side.name());
    listener.send(call);
    long began = ambient.nanoTime();
    try {
      R answer = request.send(side, deadline);
      Duration took = since(began);
      health.succeeded(took);
      listener.extractData(call);
      return answer;
    } catch (NotProven e) {
      health.succeeded(since(began));
      listener.extractError(call, e.told);
      throw e.told;
    } catch (StoreException e) {
      // Of a request that was given up here nothing is known of the location, not even an answer.
      if (!Thread.currentThread().isInterrupted()) {
        judge(health, e, deadline, since(began));
      }
      listener.extractError(call, e);
      throw e;
    }
  }

  private void judge(LocationHealth health, StoreException e, Deadline given, Duration took) {
    Trouble trouble = trouble(e, given);
    if (trouble == null) {
      health.succeeded(took);
    } else {
      health.failed(trouble, e);
    }
  }

  /** A call to one location that goes nowhere else. */
  <R> R only(Call call, Side side, Deadline deadline, Request<R> request) {
    return told(call, () -> at(call, side, deadline, request));
  }

  /** Tells the listener how a whole call ended. */
  <R> R told(Call call, Supplier<R> whole) {
    long began = ambient.nanoTime();
    try {
      R answer = whole.get();
      listener.success(call, since(began));
      return answer;
    } catch (RuntimeException e) {
      listener.error(call, e, since(began));
      throw e;
    } finally {
      listener.complete(call, since(began));
    }
  }

  /**
   * Whether nothing was applied and the other location may do better: this one did not answer, or
   * could not even be asked (an expired certificate, no credentials). A refusal is an answer.
   */
  static boolean goesOn(Throwable e) {
    return e instanceof UnavailableException
        || (e instanceof AccessException access && !access.answered());
  }

  /** What a failure says about the location; {@code null} if it has answered well enough. */
  private @Nullable Trouble trouble(StoreException e, Deadline given) {
    if (goesOn(e)) {
      // A caller in a hurry must not open the breaker for all by one call.
      boolean hurried = given.length().compareTo(policy.attemptLimit()) < 0 && given.passed();
      return hurried ? Trouble.FAULTY : Trouble.UNREACHABLE;
    }
    if (e instanceof OutcomeUnknownException) {
      return Trouble.FAULTY;
    }
    return e instanceof AccessException ? Trouble.NONE : null;
  }

  private Duration since(long began) {
    return Duration.ofNanos(ambient.nanoTime() - began);
  }

  Deadline shorter(Deadline deadline, Duration limit) {
    Duration left = deadline.atLeast(LEAST);
    Duration time = limit.compareTo(left) < 0 ? limit : left;
    return Deadline.after(time.compareTo(LEAST) < 0 ? LEAST : time, ambient);
  }

  /** So that there is time left for the next location. */
  Deadline share(Deadline deadline, Duration limit) {
    Duration half = deadline.remaining().dividedBy(2);
    return shorter(deadline, limit.compareTo(half) < 0 ? limit : half);
  }

  /** What is true of the second location only is not the truth once the first may have taken it. */
  private static RuntimeException truthful(
      String key, @Nullable StoreException first, RuntimeException second) {
    if (!(first instanceof OutcomeUnknownException)) {
      return second;
    }
    OutcomeUnknownException unknown =
        new OutcomeUnknownException(
            key, first.getMessage() + "; and at the other location: " + second.getMessage(), first);
    unknown.addSuppressed(second);
    return unknown;
  }

  /** One error of both: possibly applied if either is, and to be mended only if both are. */
  static StoreException both(String key, StoreException first, StoreException second) {
    String message = first.getMessage() + "; and at the other location: " + second.getMessage();
    boolean unknown =
        first instanceof OutcomeUnknownException || second instanceof OutcomeUnknownException;
    boolean access = first instanceof AccessException && second instanceof AccessException;
    StoreException both =
        unknown
            ? new OutcomeUnknownException(key, message, first)
            : access
                ? AccessException.unanswered(key, message, first)
                : new UnavailableException(key, message, first);
    both.addSuppressed(second);
    return both;
  }
}
