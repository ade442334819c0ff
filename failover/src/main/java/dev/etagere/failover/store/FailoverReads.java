package dev.etagere.failover.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Freshness;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.ResumingBody;
import dev.etagere.failover.Router;
import dev.etagere.failover.Trouble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads. What the second location tells may be the past: what it has is marked, what it does not
 * have is no proof that there is nothing.
 */
final class FailoverReads {
  private static final String GET = "GetObject";
  private static final String HEAD = "HeadObject";

  private final List<Side> sides;
  private final Attempts attempts;
  private final Hedge hedge;
  private final Unconfirmed unconfirmed;
  private final CatchUp catchUp;
  private final Router router;
  private final FailoverListener listener;
  private final FailoverPolicy policy;
  private final Ambient ambient;

  FailoverReads(
      List<Side> sides,
      Attempts attempts,
      Hedge hedge,
      Unconfirmed unconfirmed,
      CatchUp catchUp,
      Router router,
      FailoverListener listener,
      FailoverPolicy policy,
      Ambient ambient) {
    this.sides = sides;
    this.attempts = attempts;
    this.hedge = hedge;
    this.unconfirmed = unconfirmed;
    this.catchUp = catchUp;
    this.router = router;
    this.listener = FailoverListener.guarded(listener);
    this.policy = policy;
    this.ambient = ambient;
  }

  Optional<ObjectInfo> head(String key, Deadline deadline) {
    Plan plan = plan(key, deadline);
    Attempts.Request<Optional<ObjectInfo>> request = (side, limit) -> headAt(side, plan, limit);
    Optional<ObjectInfo> info = attempts.read(HEAD, key, plan.order(), deadline, request);
    return info.isEmpty() && readsThrough(plan)
        ? elsewhere(HEAD, plan, deadline, request, info)
        : info;
  }

  private Optional<ObjectInfo> headAt(Side side, Plan plan, Deadline limit) {
    Optional<ObjectInfo> info = side.backend().head(plan.key(), limit);
    if (info.isEmpty()) {
      plan.requireProof(side);
    }
    return info.map(i -> i.withFreshness(plan.freshness(side)));
  }

  Fetched fetch(String key, ReadCondition condition, @Nullable ByteRange range, Deadline deadline) {
    Plan plan = plan(key, deadline);
    Attempts.Request<Fetched> request =
        (side, limit) -> fetchAt(side, plan, condition, range, limit);
    Fetched fetched = hedge.read(GET, key, plan.order(), deadline, request);
    return fetched instanceof Fetched.Absent && readsThrough(plan)
        ? elsewhere(GET, plan, deadline, request, fetched)
        : fetched;
  }

  private Fetched fetchAt(
      Side side, Plan plan, ReadCondition condition, @Nullable ByteRange range, Deadline limit) {
    Fetched fetched;
    try {
      fetched = side.backend().fetch(plan.key(), condition, range, limit);
    } catch (ConflictException e) {
      plan.requireNewest(side, e);
      throw e;
    }
    if (fetched instanceof Fetched.Found found) {
      return resuming(found, side, plan, range);
    }
    if (fetched instanceof Fetched.Absent) {
      plan.requireProof(side);
      return fetched;
    }
    return new Fetched.Unchanged(plan.freshness(side));
  }

  private boolean readsThrough(Plan plan) {
    return policy.absentReadsThrough() && !plan.deleted();
  }

  /** What the first location does not have may have been written at the second one meanwhile. */
  private <R> R elsewhere(
      String operation, Plan plan, Deadline deadline, Attempts.Request<R> request, R absent) {
    Side second = sides.get(1);
    Call call = new Call(operation, plan.key(), sides.get(0).name(), 1);
    listener.readThrough(call, second.name());
    try {
      return attempts.only(
          call.at(second.name()),
          second,
          attempts.shorter(deadline, policy.attemptLimit()),
          request);
    } catch (StoreException e) {
      return absent;
    }
  }

  private Plan plan(String key, Deadline deadline) {
    List<Side> order = attempts.order();
    Unconfirmed.Write write = unconfirmed.of(key);
    if (write == null) {
      return new Plan(key, order, false, false);
    }
    if (!order.get(0).first()) {
      return new Plan(key, order, true, write.deleted());
    }
    return catchUp.isBehind(key, write, deadline)
        ? new Plan(key, List.of(sides.get(1), sides.get(0)), true, write.deleted())
        : new Plan(key, order, false, false);
  }

  /**
   * How a key is read.
   *
   * @param behind whether the first location is known to lag for this key
   * @param deleted whether this process deleted it at the second location, and has not seen it gone
   *     at the first
   */
  private record Plan(String key, List<Side> order, boolean behind, boolean deleted) {
    Freshness freshness(Side side) {
      return side.first() && !behind ? Freshness.current() : side.stale();
    }

    /** That nothing is there is believed of a location that has the newest state only. */
    void requireProof(Side side) {
      if (freshness(side).possiblyStale() && !deleted) {
        throw new Attempts.NotProven(
            new UnavailableException(
                key,
                "'"
                    + key
                    + "' is not at "
                    + side.location()
                    + ", which may be behind, and no other location could be asked; whether it"
                    + " exists is not known, try again later",
                null));
      }
    }

    void requireNewest(Side side, ConflictException e) {
      if (freshness(side).possiblyStale()) {
        throw new Attempts.NotProven(
            new UnavailableException(
                key,
                "'"
                    + key
                    + "' is at another version at "
                    + side.location()
                    + ", which may be behind, and no other location could be asked; try again"
                    + " later",
                e));
      }
    }
  }

  private Fetched resuming(Fetched.Found found, Side side, Plan plan, @Nullable ByteRange range) {
    ObjectInfo info = found.stream().info();
    long offset = range == null ? 0 : range.offset();
    long end = range == null ? info.size() : Math.min(info.size(), end(range));
    ResumingBody<Side> stream =
        new ResumingBody<>(
            part(found, side),
            Math.max(0, end - offset),
            (position, failed, cause, givenUp) ->
                rest(info, failed, offset + position, end, cause, givenUp));
    return new Fetched.Found(
        new ObjectStream(info.withFreshness(plan.freshness(side)), stream),
        found.stamp(),
        stream::breakOff);
  }

  private static long end(ByteRange range) {
    long last = range.lastByte();
    return last == Long.MAX_VALUE ? last : last + 1;
  }

  private ResumingBody.Part<Side> part(Fetched.Found found, Side side) {
    return new ResumingBody.Part<>(found, side, policy.stallLimit(), ambient);
  }

  /**
   * The same version from a byte on: the one thing a location that is behind can be trusted with.
   */
  private ResumingBody.@Nullable Part<Side> rest(
      ObjectInfo info,
      Side failed,
      long from,
      long end,
      IOException cause,
      BooleanSupplier givenUp) {
    if (from >= end) {
      return null;
    }
    router.health(failed.name()).failed(Trouble.FAULTY, cause);
    ReadCondition same = new ReadCondition.IfMatches(info.version());
    ByteRange rest = new ByteRange(from, end - from);
    Call call = new Call(GET, info.key(), failed.name(), 1);
    for (Side side : failedLast(failed)) {
      if (givenUp.getAsBoolean()) {
        return null;
      }
      try {
        Fetched fetched =
            attempts.at(
                call.at(side.name()),
                side,
                Deadline.after(policy.attemptLimit(), ambient),
                (at, limit) -> at.backend().fetch(info.key(), same, rest, limit));
        if (fetched instanceof Fetched.Found found) {
          listener.resume(call, side.name(), from, cause);
          return part(found, side);
        }
      } catch (StoreException e) {
        cause.addSuppressed(e);
      }
    }
    return null;
  }

  private List<Side> failedLast(Side failed) {
    List<Side> order = new ArrayList<>(attempts.order());
    if (order.remove(failed)) {
      order.add(failed);
    }
    return order;
  }
}
