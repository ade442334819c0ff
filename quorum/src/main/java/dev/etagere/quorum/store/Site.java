package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.spi.SingleRequests;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.LocationHealth;
import dev.etagere.failover.Trouble;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One location of the store, as it is seen from this process. Safe for use by many threads. */
final class Site {
  /** Below the 64 connections of a client, whose pool must not be what a request waits for. */
  private static final int MOST_UNDER_WAY = 56;

  private static final long NEVER = Long.MIN_VALUE;

  /** Those that are up before those that are down, by distance. */
  static final Comparator<Site> NEAREST_FIRST =
      Comparator.comparing(Site::isDown).thenComparing(Site::distance);

  private final int index;
  private final StoreBackend backend;
  private final SingleRequests requests;
  private final LocationHealth health;
  private final Ambient ambient;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicBoolean pinging = new AtomicBoolean();
  private final AtomicBoolean sounded = new AtomicBoolean();
  private volatile long lastDown = NEVER;
  private volatile long lastAnswer = NEVER;
  private volatile boolean answersAgain;
  private volatile boolean verified;
  private volatile @Nullable String foreign;

  Site(int index, StoreBackend backend, LocationHealth health, Ambient ambient) {
    this.ambient = ambient;
    this.index = index;
    this.backend = backend;
    this.health = health;
    SingleRequests edge = backend.edge(SingleRequests.class);
    if (edge == null) {
      throw new UnsupportedException(
          null,
          backend.location() + " cannot be one of several locations: it has no single requests",
          null);
    }
    this.requests = edge;
  }

  int index() {
    return index;
  }

  Location location() {
    return backend.location();
  }

  boolean holdsData() {
    return location().role() == Location.Role.DATA;
  }

  StoreBackend backend() {
    return backend;
  }

  SingleRequests requests() {
    return requests;
  }

  LocationHealth health() {
    return health;
  }

  /** It has answered a request, be it by a refusal. */
  void succeeded(Duration took) {
    lastAnswer = ambient.nanoTime();
    answersAgain = health.state() != BreakerState.CLOSED;
    health.succeeded(took);
  }

  /** A request came to nothing there. */
  void failed(Trouble trouble, StoreException why) {
    if (trouble == Trouble.FAULTY) {
      lastAnswer = ambient.nanoTime();
    }
    answersAgain = false;
    health.failed(trouble, why);
  }

  /** Whether anything came from it since that moment. */
  boolean hasAnsweredSince(long moment) {
    long last = lastAnswer;
    return last != NEVER && last - moment >= 0;
  }

  /** Its breaker did: what was heard before counts no more. */
  void breakerChanged() {
    answersAgain = false;
  }

  /**
   * While its breaker is open, or it is being tried, nothing is sent there that can do without. If
   * something had to be, and was answered, it counts as up until something fails, however long the
   * breaker means to wait.
   */
  boolean isDown() {
    boolean down = health.state() != BreakerState.CLOSED && !answersAgain;
    if (down) {
      lastDown = ambient.nanoTime();
    }
    return down;
  }

  /** Whether it is up, and was not seen down for so long. */
  boolean isWellFor(Duration time) {
    return !isDown() && (lastDown == NEVER || ambient.nanoTime() - lastDown >= time.toNanos());
  }

  /** The middle of its last answers; without any, as if the order were that of distance. */
  Duration distance() {
    return health.latency(0.5).orElse(Duration.ofNanos(index));
  }

  boolean begin() {
    if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
      underWay.decrementAndGet();
      return false;
    }
    return true;
  }

  void end() {
    underWay.decrementAndGet();
  }

  /** One at a time. */
  boolean beginPing() {
    return pinging.compareAndSet(false, true);
  }

  void endPing() {
    pinging.set(false);
  }

  /** One at a time, here too. */
  boolean beginSounding() {
    return sounded.compareAndSet(false, true);
  }

  void endSounding() {
    sounded.set(false);
  }

  boolean isVerified() {
    return verified;
  }

  void wasVerified() {
    verified = true;
  }

  /** It is another store's: nothing it says counts, for as long as this store is open. */
  void isForeign(String why) {
    foreign = why;
  }

  @Nullable String foreign() {
    return foreign;
  }
}
