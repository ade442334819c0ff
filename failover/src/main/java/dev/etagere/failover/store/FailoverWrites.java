package dev.etagere.failover.store;

import dev.etagere.core.AccessException;
import dev.etagere.core.Body;
import dev.etagere.core.Content;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.StoreException;
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.Call;
import dev.etagere.failover.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes. A condition is judged at the first location only, where all writers meet: replication is
 * asynchronous, so at the second it would be judged against the past. What has no condition goes on
 * at the second location.
 */
final class FailoverWrites {
  private static final String PUT = "PutObject";
  private static final String DELETE = "DeleteObject";
  private static final String COPY = "CopyObject";

  /** What a body is expected to move at, at the least, in bytes a second. */
  private static final long SLOWEST = 64 << 10;

  private final List<Side> sides;
  private final Attempts attempts;
  private final Unconfirmed unconfirmed;
  private final CatchUp catchUp;
  private final Router router;
  private final FailoverPolicy policy;
  private final int maxInMemory;

  FailoverWrites(
      List<Side> sides,
      Attempts attempts,
      Unconfirmed unconfirmed,
      CatchUp catchUp,
      Router router,
      FailoverPolicy policy,
      int maxInMemory) {
    this.sides = sides;
    this.attempts = attempts;
    this.unconfirmed = unconfirmed;
    this.catchUp = catchUp;
    this.router = router;
    this.policy = policy;
    this.maxInMemory = maxInMemory;
  }

  Version put(
      String key,
      Content content,
      Precondition precondition,
      TransferListener listener,
      Deadline deadline) {
    boolean conditional = !(precondition instanceof Precondition.None);
    try {
      Content again =
          conditional && !policy.conditionalWritesFailOver() ? content : repeatable(content);
      Duration limit = bodyLimit(again.body());
      boolean once = again.body() instanceof Body.Stream;
      Attempts.Request<Version> request = put(key, again, precondition, listener);
      return conditional
          ? conditional(PUT, key, "write", limit, once, deadline, request)
          : anywhere(PUT, key, limit, once, deadline, request);
    } catch (IOException e) {
      throw unreadable(key, e);
    }
  }

  /**
   * The same for a caller who reads next and looks for his write himself, see {@link
   * dev.etagere.core.spi.StoreBackend#putThenRead}. What he reads at the second location is marked,
   * and no proof. So where the second may judge the condition, each location looks for itself.
   */
  Version putThenRead(String key, Content content, Precondition precondition, Deadline deadline) {
    if (precondition instanceof Precondition.None || policy.conditionalWritesFailOver()) {
      return put(key, content, precondition, TransferListener.none(), deadline);
    }
    try {
      return conditional(
          PUT,
          key,
          "write",
          bodyLimit(content.body()),
          content.body() instanceof Body.Stream,
          deadline,
          (side, limit) ->
              noted(
                  side,
                  key,
                  () -> side.backend().putThenRead(key, content, precondition, limit),
                  version -> version));
    } catch (IOException e) {
      throw unreadable(key, e);
    }
  }

  private static UncheckedIOException unreadable(String key, IOException e) {
    return new UncheckedIOException("cannot read what is to be stored at '" + key + "'", e);
  }

  /** What an attempt had moved is taken back when it fails: the next one moves it again. */
  private Attempts.Request<Version> put(
      String key, Content content, Precondition precondition, TransferListener listener) {
    return (side, limit) -> {
      AtomicLong moved = new AtomicLong();
      TransferListener counting =
          bytes -> {
            moved.addAndGet(bytes);
            listener.moved(bytes);
          };
      try {
        return noted(
            side,
            key,
            () -> side.backend().put(key, content, precondition, counting, limit),
            version -> version);
      } catch (StoreException e) {
        listener.moved(-moved.get());
        throw e;
      }
    };
  }

  /** What went to the second location, or may have, is remembered until the first shows it. */
  private <R> R noted(
      Side side, String key, Supplier<R> write, Function<R, @Nullable Version> version) {
    R done;
    try {
      done = write.get();
    } catch (OutcomeUnknownException e) {
      if (!side.first()) {
        unconfirmed.addDoubtful(key);
      }
      throw e;
    }
    if (side.first()) {
      unconfirmed.overwritten(key);
    } else {
      unconfirmed.add(key, version.apply(done));
    }
    return done;
  }

  Removal delete(String key, Precondition precondition, Deadline deadline) {
    boolean conditional = !(precondition instanceof Precondition.None);
    Attempts.Request<Removal> request =
        (side, limit) -> {
          Removal removal =
              noted(side, key, () -> side.backend().delete(key, precondition, limit), done -> null);
          // That there was nothing to remove is no news from where it may not have arrived yet.
          return side.first() || conditional ? removal : Removal.UNDETERMINED;
        };
    return conditional
        ? conditional(DELETE, key, "delete", policy.attemptLimit(), false, deadline, request)
        : anywhere(DELETE, key, policy.attemptLimit(), false, deadline, request);
  }

  /** A copy reads first, and a copy of the past could not be marked as one. */
  Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    Call call = new Call(COPY, to, sides.get(0).name(), 1);
    Refusal refusal =
        new Refusal(
            "copy '"
                + from
                + "' to '"
                + to
                + "': it needs the newest state of '"
                + from
                + "', which is only sure to be at ",
            "; read it and write it, if what may be stale will do");
    return attempts.told(
        call,
        () ->
            atFirst(
                call,
                List.of(from, to),
                refusal,
                isOpen() ? attempts.shorter(deadline, policy.attemptLimit()) : deadline,
                (side, limit) ->
                    noted(
                        side,
                        to,
                        () -> side.backend().copy(from, to, precondition, limit),
                        version -> version)));
  }

  private <R> R anywhere(
      String operation,
      String key,
      Duration limit,
      boolean once,
      Deadline deadline,
      Attempts.Request<R> request) {
    List<Side> order = attempts.order();
    return attempts.once(
        operation, key, once ? List.of(order.get(0)) : order, limit, deadline, request);
  }

  /**
   * A write on condition.
   *
   * @param limit how long the first location is waited for where it is known to be down, or where
   *     the second may judge
   * @param once whether the body can be sent once only
   */
  private <R> R conditional(
      String operation,
      String key,
      String verb,
      Duration limit,
      boolean once,
      Deadline deadline,
      Attempts.Request<R> request) {
    Call call = new Call(operation, key, sides.get(0).name(), 1);
    Refusal refusal =
        new Refusal(
            verb + " '" + key + "' on condition: a condition is judged at ",
            " only, since replication is asynchronous and elsewhere it would be judged against the"
                + " past; allow that on purpose (FailoverPolicy.withConditionalWritesFailOver), or"
                + " use three locations");
    boolean elsewhere = policy.conditionalWritesFailOver() && !once;
    Deadline within =
        elsewhere
            ? attempts.share(deadline, limit)
            : isOpen() ? attempts.shorter(deadline, limit) : deadline;
    return attempts.told(
        call,
        () -> {
          try {
            return atFirst(call, List.of(key), refusal, within, request);
          } catch (UnavailableException | AccessException e) {
            if (!elsewhere || !Attempts.goesOn(e) || Thread.currentThread().isInterrupted()) {
              throw e;
            }
            return atSecond(call, e, deadline, request);
          }
        });
  }

  private <R> R atSecond(
      Call call, StoreException refused, Deadline deadline, Attempts.Request<R> request) {
    Side second = sides.get(1);
    router.failedOver(call, second.name(), refused);
    try {
      return attempts.at(call.at(second.name()), second, deadline, request);
    } catch (UnavailableException | OutcomeUnknownException | AccessException e) {
      throw Attempts.both(call.key(), refused, e);
    }
  }

  /** Why a call goes to the first location only, around that location's name. */
  private record Refusal(String before, String after) {
    String at(Side first) {
      return before + first.location() + after;
    }
  }

  /** Where the first location is known to be down it is asked for a short time only. */
  private boolean isOpen() {
    return router.health(sides.get(0).name()).state() != BreakerState.CLOSED;
  }

  private <R> R atFirst(
      Call call, List<String> keys, Refusal why, Deadline within, Attempts.Request<R> request) {
    Side first = sides.get(0);
    String refusal = why.at(first);
    if (attempts.order().stream().noneMatch(Side::first)) {
      throw new UnavailableException(
          call.key(), refusal + "; it was taken out by hand (drain): nothing was changed", null);
    }
    for (String key : keys) {
      if (catchUp.isBehind(key, within)) {
        throw new UnavailableException(
            call.key(),
            refusal
                + "; and what this program wrote to '"
                + key
                + "' at "
                + sides.get(1).location()
                + " is not known to have arrived there: nothing was changed, try again later",
            null);
      }
    }
    try {
      return attempts.at(call, first, within, request);
    } catch (UnavailableException e) {
      throw new UnavailableException(call.key(), e.getMessage() + ". " + refusal, e);
    } catch (AccessException e) {
      if (e.answered()) {
        throw e;
      }
      throw AccessException.unanswered(call.key(), e.getMessage() + ". " + refusal, e);
    }
  }

  private Duration bodyLimit(Body body) throws IOException {
    long length = Math.max(0, body.length());
    return policy.attemptLimit().plusSeconds(length / SLOWEST);
  }

  /** A small stream is held in memory, so that it can be sent again; a large one is sent once. */
  private Content repeatable(Content content) throws IOException {
    if (!(content.body() instanceof Body.Stream stream)) {
      return content;
    }
    if (stream.length() > maxInMemory) {
      return content;
    }
    InputStream in = stream.open();
    byte[] start = in.readNBytes(maxInMemory + 1);
    if (start.length <= maxInMemory && announced(stream, start.length)) {
      in.close();
      return content.withBody(new Body.Bytes(start));
    }
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
    Content once =
        stream.length() == Body.UNKNOWN_LENGTH
            ? Content.stream(whole)
            : Content.stream(whole, stream.length());
    return content.withBody(once.body());
  }

  private static boolean announced(Body body, int got) throws IOException {
    return body.length() == Body.UNKNOWN_LENGTH || body.length() == got;
  }
}
