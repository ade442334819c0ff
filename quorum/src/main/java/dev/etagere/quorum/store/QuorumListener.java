package dev.etagere.quorum.store;

import dev.etagere.core.Location;
import dev.etagere.core.Version;
import dev.etagere.failover.BreakerState;

/**
 * Hears what happens between the locations. Every method does nothing unless overridden. They are
 * called on the thread where it happens, many at once, and must return soon; what they throw is
 * logged and goes no further.
 */
public interface QuorumListener {
  /** A listener that does nothing. */
  QuorumListener NONE = new QuorumListener() {};

  /**
   * A write was acknowledged.
   *
   * @param copies how many locations with data were seen to hold it; repair brings the others
   */
  default void acknowledged(String key, Version version, int copies) {}

  /** A key's writes go to another home from now on, since its last one did not answer. */
  default void homeMoved(String key, Location from, Location to) {}

  /**
   * A location holds at a key what is not this store's, and does not count for it: somebody wrote
   * there, or two locations are one bucket. Worth an alarm.
   */
  default void foreign(String key, Location location, String why) {}

  /** A location's breaker has changed: while it is open, the location counts as down. */
  default void breaker(Location location, BreakerState from, BreakerState to) {}
}
