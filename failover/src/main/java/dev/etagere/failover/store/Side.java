package dev.etagere.failover.store;

import dev.etagere.core.Freshness;
import dev.etagere.core.Location;
import dev.etagere.core.spi.StoreBackend;

/**
 * One of the two locations.
 *
 * @param index 0 for the first, where conditions are judged
 * @param name what it is called in events
 * @param backend what is behind it
 */
record Side(int index, String name, StoreBackend backend) {
  boolean first() {
    return index == 0;
  }

  Location location() {
    return backend.location();
  }

  Freshness stale() {
    return new Freshness.PossiblyStale(location());
  }
}
