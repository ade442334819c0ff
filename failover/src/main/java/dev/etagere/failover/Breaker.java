package dev.etagere.failover;

import java.time.Duration;
import java.util.BitSet;

/**
 * The breaker of one location, as a state machine: it is told what happened and when, and neither
 * waits nor asks. For one thread at a time.
 *
 * <p>Ours, and no library's, since failback has to be damped across closings: a location that comes
 * and goes is tried ever more seldom. Resilience4j forgets its waits when a breaker closes;
 * Failsafe takes no clock.
 */
final class Breaker {
  private final BreakerSettings settings;
  private final BitSet failed;
  private BreakerState state = BreakerState.CLOSED;
  private int calls;
  private int inARow;
  private int trialsWell;
  private boolean everClosedAgain;
  private long closedAt;
  private long openedAt;
  private Duration wait;
  private boolean trialUnderWay;
  private long trialBegan;

  Breaker(BreakerSettings settings) {
    this.settings = settings;
    this.failed = new BitSet(settings.window());
    this.wait = settings.firstWait();
  }

  BreakerState state() {
    return state;
  }

  int failuresInARow() {
    return inARow;
  }

  /** How long until the location is tried; zero if it is closed, or being tried. */
  Duration untilTrial(long now) {
    if (state != BreakerState.OPEN) {
      return Duration.ZERO;
    }
    long left = wait.toNanos() - (now - openedAt);
    return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
  }

  /**
   * Whether somebody may try the location now; who gets a yes is the trial. One at a time; a trial
   * nobody hears of again ends after the longest wait.
   */
  boolean mayTry(long now) {
    if (state == BreakerState.OPEN && untilTrial(now).isZero()) {
      state = BreakerState.HALF_OPEN;
      trialsWell = 0;
      trialUnderWay = false;
    }
    boolean lost = trialUnderWay && now - trialBegan >= settings.longestWait().toNanos();
    if (state != BreakerState.HALF_OPEN || (trialUnderWay && !lost)) {
      return false;
    }
    trialUnderWay = true;
    trialBegan = now;
    return true;
  }

  void succeeded(long now) {
    inARow = 0;
    if (state == BreakerState.CLOSED) {
      count(false);
    } else if (state == BreakerState.HALF_OPEN) {
      trialUnderWay = false;
      trialsWell++;
      if (trialsWell >= settings.trials()) {
        close(now);
      }
    }
  }

  void failed(Trouble trouble, long now) {
    if (trouble == Trouble.NONE) {
      succeeded(now); // it answered
      return;
    }
    inARow++;
    if (state == BreakerState.HALF_OPEN) {
      open(now);
    } else if (state == BreakerState.CLOSED) {
      count(true);
      if (trouble == Trouble.UNREACHABLE || inARow >= settings.failuresInARow() || oftenEnough()) {
        open(now);
      }
    }
  }

  private void count(boolean failure) {
    failed.set(calls % settings.window(), failure);
    calls = calls == Integer.MAX_VALUE ? settings.window() : calls + 1;
  }

  private boolean oftenEnough() {
    return calls >= settings.window()
        && failed.cardinality() >= settings.failureRate() * settings.window();
  }

  private void open(long now) {
    boolean again = state == BreakerState.HALF_OPEN;
    boolean flaps = everClosedAgain && now - closedAt < settings.calm().toNanos();
    wait = again || flaps ? longer() : settings.firstWait();
    state = BreakerState.OPEN;
    openedAt = now;
    trialUnderWay = false;
  }

  private Duration longer() {
    Duration twice = wait.multipliedBy(2);
    return twice.compareTo(settings.longestWait()) < 0 ? twice : settings.longestWait();
  }

  private void close(long now) {
    state = BreakerState.CLOSED;
    everClosedAgain = true;
    closedAt = now;
    calls = 0;
    failed.clear();
  }
}
