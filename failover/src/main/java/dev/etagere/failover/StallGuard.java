package dev.etagere.failover;

import dev.etagere.core.Ambient;
import java.time.Duration;

/**
 * Breaks off a body whose reader has waited too long for a byte: a read that waits looks at no
 * clock. A reader that takes its time between reads is left alone. It is looked at twice in each
 * limit, so a stall ends after one and a half limits at the latest.
 */
public final class StallGuard implements Stalls.Watched, AutoCloseable {
  private static final long NOT_READING = Long.MIN_VALUE;

  private final Ambient ambient;
  private final long limitNanos;
  private final Runnable breakOff;
  private final Stalls.Watch watch;
  private volatile long readingSince = NOT_READING;

  /**
   * Watches from now on, until it is closed.
   *
   * @param limit how long a read may wait for a byte
   * @param breakOff makes a read that waits fail at once
   */
  public StallGuard(Duration limit, Ambient ambient, Runnable breakOff) {
    this.ambient = ambient;
    this.limitNanos = limit.toNanos();
    this.breakOff = breakOff;
    this.watch = Stalls.watch(this, limit);
  }

  void readBegins() {
    long now = ambient.nanoTime();
    readingSince = now == NOT_READING ? now + 1 : now;
  }

  void readEnds() {
    readingSince = NOT_READING;
  }

  @Override
  public boolean look() {
    long since = readingSince;
    if (since == NOT_READING || ambient.nanoTime() - since < limitNanos) {
      return true;
    }
    Stalls.breakOff(breakOff); // once: it is not looked at again
    return false;
  }

  @Override
  public void close() {
    watch.end();
  }
}
