package dev.etagere.core.spi;

import dev.etagere.core.Location;
import java.util.Set;

/**
 * Opens locations of some URI schemes; found by {@link java.util.ServiceLoader}. Needs a public
 * constructor without parameters that does nothing.
 */
public interface StoreProvider {
  /** The URI schemes it opens, in lower case. */
  Set<String> schemes();

  /**
   * Opens a location.
   *
   * @throws IllegalArgumentException if the URI does not name one
   * @throws dev.etagere.core.StoreException if it cannot be opened
   */
  StoreBackend open(Location location, StoreSettings settings);
}
