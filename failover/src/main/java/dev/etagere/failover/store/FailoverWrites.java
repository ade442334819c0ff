package dev.etagere.failover.store;

import dev.etagere.core.AccessException;
import dev.etagere.core.Body;
import dev.etagere.core.Content;
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
  private final Router router;
  private final FailoverPolicy policy;
  private final int maxInMemory;

  FailoverWrites(
      List<Side> sides,
      Attempts attempts,
      Unconfirmed unconfirmed,
      Router router,
      FailoverPolicy policy,
      int maxInMemory) {
    this.sides = sides;
    this.attempts = attempts;
    this.unconfirmed = unconfirmed;
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
    if (!(precondition instanceof Precondition.None)) {
      return conditional(PUT, key, "write", deadline, put(key, content, precondition, listener));
    }
    try {
      Content again = repeatable(content);
      return anywhere(
          PUT,
          key,
          bodyLimit(again.body()),
          again.body() instanceof Body.Stream,
          deadline,
          put(key, again, precondition, listener));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what is to be stored at '" + key + "'", e);
    }
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
        return taken(side, key, side.backend().put(key, content, precondition, counting, limit));
      } catch (StoreException e) {
        listener.moved(-moved.get());
        throw e;
      }
    };
  }

  private Version taken(Side side, String key, Version version) {
    note(side, key, version);
    return version;
  }

  Removal delete(String key, Precondition precondition, Deadline deadline) {
    Attempts.Request<Removal> request =
        (side, limit) -> {
          Removal removal = side.backend().delete(key, precondition, limit);
          note(side, key, null);
          return removal;
        };
    return precondition instanceof Precondition.None
        ? anywhere(DELETE, key, policy.attemptLimit(), false, deadline, request)
        : conditional(DELETE, key, "delete", deadline, request);
  }

  /** A copy reads first, and a copy of the past could not be marked as one. */
  Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    return atFirst(
        COPY,
        to,
        "copy '"
            + from
            + "' to '"
            + to
            + "': it needs the newest state of '"
            + from
            + "', which is"
            + " only sure to be at ",
        "; read it and write it, if what may be stale will do",
        deadline,
        (side, limit) -> taken(side, to, side.backend().copy(from, to, precondition, limit)));
  }

  private void note(Side side, String key, @Nullable Version version) {
    if (side.first()) {
      unconfirmed.overwritten(key);
    } else {
      unconfirmed.add(key, version);
    }
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

  private <R> R conditional(
      String operation, String key, String verb, Deadline deadline, Attempts.Request<R> request) {
    StoreException refused;
    try {
      return atFirst(
          operation,
          key,
          verb + " '" + key + "' on condition: a condition is judged at ",
          " only, since replication is asynchronous and elsewhere it would be judged against the"
              + " past; allow that on purpose (FailoverPolicy.withConditionalWritesFailOver), or"
              + " use three locations",
          deadline,
          request);
    } catch (UnavailableException | AccessException e) {
      refused = e;
    }
    if (!Attempts.goesOn(refused)
        || !policy.conditionalWritesFailOver()
        || Thread.currentThread().isInterrupted()) {
      throw refused;
    }
    Side second = sides.get(1);
    Call call = new Call(operation, key, sides.get(0).name(), 1);
    router.failedOver(call, second.name(), refused);
    return attempts.only(call.at(second.name()), second, deadline, request);
  }

  /**
   * Where the first location is known to be down, or the second may have to judge a condition, it
   * is asked for a short time only.
   */
  private <R> R atFirst(
      String operation,
      String key,
      String before,
      String after,
      Deadline deadline,
      Attempts.Request<R> request) {
    Side first = sides.get(0);
    String refusal = before + first.location() + after;
    if (attempts.order().stream().noneMatch(Side::first)) {
      throw new UnavailableException(
          key, refusal + "; it was taken out by hand (drain): nothing was changed", null);
    }
    boolean goesOn = policy.conditionalWritesFailOver() && !operation.equals(COPY);
    boolean brief = goesOn || router.health(first.name()).state() != BreakerState.CLOSED;
    Deadline within = brief ? attempts.shorter(deadline, policy.attemptLimit()) : deadline;
    try {
      return attempts.only(new Call(operation, key, first.name(), 1), first, within, request);
    } catch (UnavailableException e) {
      throw new UnavailableException(key, e.getMessage() + ". " + refusal, e);
    } catch (AccessException e) {
      if (e.answered()) {
        throw e;
      }
      throw AccessException.unanswered(key, e.getMessage() + ". " + refusal, e);
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
