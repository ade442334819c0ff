package dev.etagere.failover;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one location from the calls that went there: its breaker and its latencies. From
 * a {@link Router}. Whoever sends a call says afterwards how it went: {@link #succeeded} or {@link
 * #failed}. Safe for use by many threads.
 */
public final class LocationHealth {
  private final String name;
  private final Ambient ambient;
  private final Changed changed;
  private final Latencies latencies = new Latencies();
  private final Breaker breaker;
  private volatile BreakerState state = BreakerState.CLOSED;
  private long succeeded;
  private long failed;
  private @Nullable String lastFailure;

  /** Hears of each change of the breaker, outside of any lock. */
  interface Changed {
    void changed(LocationHealth health, BreakerState from, BreakerState to);
  }

  LocationHealth(String name, BreakerSettings settings, Ambient ambient, Changed changed) {
    this.name = name;
    this.ambient = ambient;
    this.changed = changed;
    this.breaker = new Breaker(settings);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Whether calls go there. */
  public BreakerState state() {
    return state;
  }

  /** The location has answered, be it that there is no such object. */
  public void succeeded(Duration took) {
    latencies.record(took.toNanos());
    tell(
        () -> {
          succeeded++;
          breaker.succeeded(ambient.nanoTime());
        });
  }

  /**
   * The call failed there.
   *
   * @param trouble what that says about the location
   * @param cause what is shown as its last failure, by type and message
   */
  public void failed(Trouble trouble, Throwable cause) {
    String words = words(cause);
    tell(
        () -> {
          if (trouble != Trouble.NONE) {
            failed++;
            lastFailure = words;
          }
          breaker.failed(trouble, ambient.nanoTime());
        });
  }

  /**
   * What this share of its last 256 answers took at the most, such as 0.99; empty before the first.
   *
   * @throws IllegalArgumentException if it is not above 0 to 1
   */
  public Optional<Duration> latency(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share " + share + " is not above 0 to 1");
    }
    return latencies.percentile(share);
  }

  /** How many of its answers {@link #latency} goes by; 256 at the most. */
  public int latencies() {
    return latencies.count();
  }

  /** Whether the breaker is open, its wait is over, and nobody else is trying: the caller is it. */
  boolean mayTry() {
    boolean[] may = {false};
    tell(() -> may[0] = breaker.mayTry(ambient.nanoTime()));
    return may[0];
  }

  synchronized Duration untilTrial() {
    return breaker.untilTrial(ambient.nanoTime());
  }

  LocationStatus status(boolean drained) {
    Duration p50 = latencies.percentile(0.5).orElse(null);
    Duration p99 = latencies.percentile(0.99).orElse(null);
    synchronized (this) {
      return new LocationStatus(
          name,
          breaker.state(),
          drained,
          breaker.untilTrial(ambient.nanoTime()),
          succeeded,
          failed,
          breaker.failuresInARow(),
          p50,
          p99,
          lastFailure);
    }
  }

  private void tell(Runnable what) {
    BreakerState before;
    BreakerState after;
    synchronized (this) {
      before = breaker.state();
      what.run();
      after = breaker.state();
      state = after;
    }
    if (before != after) {
      changed.changed(this, before, after);
    }
  }

  static String words(Throwable cause) {
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
