package dev.etagere.local.server.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Something that goes wrong, where, and for which requests; {@link Faults#add} makes it happen. A
 * value: each method gives a new one.
 *
 * <p>Unless said otherwise a fault strikes once, before the effect, at the first request of any
 * operation and any key:
 *
 * <pre>{@code
 * server.faults().add(Fault.drop().afterEffect().on(Operation.PUT).key("k").times(2));
 * }</pre>
 *
 * @param kind what goes wrong
 * @param position where in the exchange
 * @param operations for which operations
 * @param keys for which keys; the empty key stands for a request without one
 * @param skip how many of the requests that match pass first
 * @param odds which of the others it strikes
 * @param first what is run at that position before it goes wrong
 */
public record Fault(
    Kind kind,
    Position position,
    Set<Operation> operations,
    Predicate<String> keys,
    int skip,
    Odds odds,
    Runnable first) {
  private static final Duration LONGEST_STALL = Duration.ofMinutes(10);

  /** Copies the operations and checks what cannot be. */
  public Fault {
    operations = Set.copyOf(operations);
    if (kind instanceof Kind.Truncate && position == Position.BEFORE_EFFECT) {
      throw new IllegalArgumentException("only a reply can be truncated: use afterEffect()");
    }
    if (skip < 0) {
      throw new IllegalArgumentException("cannot skip " + skip + " requests");
    }
  }

  private static Fault of(Kind kind, Position position) {
    return new Fault(
        kind,
        position,
        EnumSet.allOf(Operation.class),
        key -> true,
        0,
        new Odds.Times(1),
        () -> {});
  }

  private static Fault of(Kind kind) {
    return of(kind, Position.BEFORE_EFFECT);
  }

  /** Nothing goes wrong: counts requests, or only runs something, see {@link #running}. */
  public static Fault none() {
    return of(new Kind.None());
  }

  /** The connection is closed without a reply. */
  public static Fault drop() {
    return of(new Kind.Drop());
  }

  /** The connection is reset without a reply. */
  public static Fault reset() {
    return of(new Kind.Reset());
  }

  /**
   * Silence until {@link ArmedFault#release()}, for 10 minutes at the most; then the connection
   * ends.
   */
  public static Fault stall() {
    return stall(LONGEST_STALL);
  }

  /** Silence for some time; then the connection is closed. */
  public static Fault stall(Duration atMost) {
    return of(new Kind.Stall(atMost));
  }

  /** Half of the reply's body, after the effect. */
  public static Fault truncate() {
    return of(new Kind.Truncate(), Position.AFTER_EFFECT);
  }

  /** An error of this HTTP status and S3 error code in place of the reply. */
  public static Fault status(int status, String code) {
    return of(new Kind.Status(status, code));
  }

  /** 500 InternalError. */
  public static Fault internalError() {
    return status(500, "InternalError");
  }

  /** 503 SlowDown. */
  public static Fault slowDown() {
    return status(503, "SlowDown");
  }

  /** 409 ConditionalRequestConflict, which never happens here by itself. */
  public static Fault conflict() {
    return status(409, "ConditionalRequestConflict");
  }

  /** A pause, then all goes on. */
  public static Fault latency(Duration delay) {
    return of(new Kind.Latency(delay));
  }

  /**
   * After the effect something is run, then the reply is lost: a write that landed, was overwritten
   * by what is run, and whose writer never hears of it.
   */
  public static Fault hook(Runnable before) {
    return drop().afterEffect().running(before);
  }

  /** The same before the effect. */
  public Fault beforeEffect() {
    return at(Position.BEFORE_EFFECT);
  }

  /** The same after the effect and before the reply. */
  public Fault afterEffect() {
    return at(Position.AFTER_EFFECT);
  }

  /** The same at a position. */
  public Fault at(Position other) {
    return new Fault(kind, other, operations, keys, skip, odds, first);
  }

  /** The same for these operations only. */
  public Fault on(Operation one, Operation... more) {
    EnumSet<Operation> some = EnumSet.of(one);
    some.addAll(Arrays.asList(more));
    return new Fault(kind, position, some, keys, skip, odds, first);
  }

  /** The same for one key only. */
  public Fault key(String key) {
    return keys(key::equals);
  }

  /** The same for some keys only; the predicate must be safe for use by many threads. */
  public Fault keys(Predicate<String> some) {
    return new Fault(kind, position, operations, some, skip, odds, first);
  }

  /** The same from the n-th request on that matches, 1 being the first. */
  public Fault fromNth(int n) {
    return new Fault(kind, position, operations, keys, n - 1, odds, first);
  }

  /** The same for so many of the requests that match. */
  public Fault times(int count) {
    return with(new Odds.Times(count));
  }

  /** The same for every request that matches. */
  public Fault always() {
    return with(new Odds.Always());
  }

  /** The same for each request that matches with a probability, decided from a seed. */
  public Fault withProbability(double probability, long seed) {
    return with(new Odds.Chance(probability, seed));
  }

  private Fault with(Odds other) {
    return new Fault(kind, position, operations, keys, skip, other, first);
  }

  /**
   * The same, and this is run before it goes wrong, on a thread of the server. It may call the
   * server or the engine, and may wait, but not for the request it holds up.
   */
  public Fault running(Runnable before) {
    return new Fault(kind, position, operations, keys, skip, odds, before);
  }
}
