package dev.etagere.core.spi;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Version;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a process reads a key that it updates, and when it waits before.
 *
 * <p>After some writes in a row it looks whether others are there: who goes on from what he wrote
 * himself needs one request where others need two, so they would never win. Looking alone gives
 * them an even chance. Once they are known to be there, it pauses before, and so lets one of them
 * in for certain, until several pauses in a row have been of no use to anybody. While nobody is
 * seen it looks ever more seldom.
 *
 * <p>After a lost race it waits with full jitter, at first for some two tries at the most: who
 * waits longer misses the pause that the winner makes. The longer it has lost, the less it waits,
 * so that in the next pause it is before those who lost for the first time.
 *
 * <p>Guarded by its line's lock.
 */
final class UpdatePace {
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_LINGER = Duration.ofMillis(50);

  /** Writes in a row while others are known to be there, or nobody knows yet. */
  private static final int SHORT_RUN = 6;

  private static final int LONG_RUN = 32;

  /** After so many pauses that nobody used there is nobody. */
  private static final int QUIET_PAUSES = 4;

  /** Who has waited for so many of the longest pauses hardly waits any more. */
  private static final int PATIENCE = 5;

  private final Ambient ambient;
  private Duration took = LEAST;
  private int run = SHORT_RUN;
  private int wins;
  private boolean others;
  private int quiet;
  private @Nullable Version own;
  private @Nullable ConflictException lost;

  /** Since when races are lost, in the ambient's nanoseconds; if one was lost. */
  private long losingSince;

  /** The longest pause after the race that was lost first. */
  private Duration longest = Duration.ZERO;

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
    lost = null;
  }

  void lost(ConflictException race, Duration time) {
    if (lost == null) {
      losingSince = ambient.nanoTime();
      longest = atMost(atLeast(time).multipliedBy(4), LONGEST_PAUSE); // a try is two requests
    }
    lost = race;
    othersAreThere();
  }

  /** Whether it is time to look, and others' turn. */
  boolean yields() {
    return wins >= run;
  }

  /** How long to wait before the key is read. */
  Duration pause() {
    if (lost != null) {
      long waited = ambient.nanoTime() - losingSince;
      return upTo(Math.max(longest.toNanos() - waited / PATIENCE, longest.toNanos() / 64));
    }
    if (!yields() || !others) {
      return Duration.ZERO;
    }
    Duration two = atMost(took.multipliedBy(2), LONGEST_PAUSE.dividedBy(2));
    return two.plus(upTo(two.toNanos()));
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
    if (others && ++quiet < QUIET_PAUSES) {
      return;
    }
    others = false;
    run = Math.min(LONG_RUN, 2 * run);
  }

  private void othersAreThere() {
    others = true;
    run = SHORT_RUN;
    wins = 0;
    quiet = 0;
  }

  private Duration upTo(long nanos) {
    return Duration.ofNanos(ambient.random().nextLong(nanos + 1));
  }

  /** A write that hung in an outage is no measure of how long to wait after it. */
  private static Duration atMost(Duration time, Duration most) {
    return time.compareTo(most) < 0 ? time : most;
  }

  private static Duration atLeast(Duration time) {
    return time.compareTo(LEAST) < 0 ? LEAST : time;
  }
}
