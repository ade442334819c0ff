package dev.etagere.core.spi;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Version;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a process waits before it reads a key that it updates.
 *
 * <p>After some writes in a row, to let others in: who goes on from what he wrote himself needs one
 * request where others need two, so they would never win. The run is short while others are known
 * to be there, and grows again when several pauses have passed without any. And after a lost race,
 * with full jitter, for some two tries of others at the most: who waits longer misses the pause
 * that the winner makes.
 *
 * <p>Guarded by its line's lock.
 */
final class UpdatePace {
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_LINGER = Duration.ofMillis(50);

  /** Writes in a row, while others are known to be there. */
  private static final int SHORT_RUN = 6;

  private static final int LONG_RUN = 64;

  /** After so many pauses that nobody used a run is twice as long. */
  private static final int QUIET_PAUSES = 4;

  private final Ambient ambient;
  private Duration took = LEAST;
  private int run = LONG_RUN;
  private int wins;
  private int quiet;
  private @Nullable Version own;
  private @Nullable Backoff backoff;
  private @Nullable ConflictException lost;

  UpdatePace(Ambient ambient) {
    this.ambient = ambient;
  }

  /** How long a write waits for those on their way: a quarter of what the last one took. */
  Duration linger() {
    return atMost(took.dividedBy(4), LONGEST_LINGER);
  }

  /** The race that was lost last, since the last that was won. */
  @Nullable ConflictException lost() {
    return lost;
  }

  void won(Version version, Duration time) {
    took = atLeast(time);
    own = version;
    wins++;
    backoff = null;
    lost = null;
  }

  void lost(ConflictException race, Duration time) {
    if (backoff == null) {
      Duration oneTry = atLeast(time).multipliedBy(2);
      backoff = new Backoff(oneTry, atMost(oneTry.multipliedBy(2), LONGEST_PAUSE), ambient);
    }
    lost = race;
    othersAreThere();
  }

  /** Whether it is others' turn. */
  boolean yields() {
    return wins >= run;
  }

  /** How long to wait before the key is read. */
  Duration pause() {
    if (backoff != null) {
      return backoff.next();
    }
    if (!yields()) {
      return Duration.ZERO;
    }
    Duration two = atMost(took.multipliedBy(2), LONGEST_PAUSE.dividedBy(2));
    return two.plusNanos(ambient.random().nextLong(two.toNanos()));
  }

  /** What was read after the pause. */
  void saw(@Nullable Version version) {
    if (!yields()) {
      return;
    }
    if (version == null || own == null || !version.equals(own)) {
      othersAreThere();
      return;
    }
    wins = 0;
    if (++quiet >= QUIET_PAUSES) {
      quiet = 0;
      run = Math.min(LONG_RUN, 2 * run);
    }
  }

  private void othersAreThere() {
    run = SHORT_RUN;
    wins = 0;
    quiet = 0;
  }

  /** A write that hung in an outage is no measure of how long to wait after it. */
  private static Duration atMost(Duration time, Duration most) {
    return time.compareTo(most) < 0 ? time : most;
  }

  private static Duration atLeast(Duration time) {
    return time.compareTo(LEAST) < 0 ? LEAST : time;
  }
}
