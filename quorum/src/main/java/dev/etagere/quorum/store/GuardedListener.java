package dev.etagere.quorum.store;

import dev.etagere.core.Location;
import dev.etagere.core.Version;
import dev.etagere.failover.BreakerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a listener throws must not make a write that landed look like one that failed. */
final class GuardedListener implements QuorumListener {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

  private final QuorumListener listener;

  private GuardedListener(QuorumListener listener) {
    this.listener = listener;
  }

  static QuorumListener of(QuorumListener listener) {
    return listener == NONE ? listener : new GuardedListener(listener);
  }

  @Override
  public void acknowledged(String key, Version version, int copies) {
    guard(() -> listener.acknowledged(key, version, copies));
  }

  @Override
  public void homeMoved(String key, Location from, Location to) {
    guard(() -> listener.homeMoved(key, from, to));
  }

  @Override
  public void foreign(String key, Location location, String why) {
    guard(() -> listener.foreign(key, location, why));
  }

  @Override
  public void breaker(Location location, BreakerState from, BreakerState to) {
    guard(() -> listener.breaker(location, from, to));
  }

  private static void guard(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      LOG.warn("a listener to a store over several locations failed", e);
    }
  }
}
