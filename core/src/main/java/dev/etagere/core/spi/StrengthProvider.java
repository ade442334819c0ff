package dev.etagere.core.spi;

import dev.etagere.core.Location;
import java.util.List;
import java.util.function.Function;

/**
 * Makes one backend of several locations; found by {@link java.util.ServiceLoader}. Needs a public
 * constructor without parameters that does nothing.
 */
public interface StrengthProvider {
  /** Whether so many locations with such roles are what it is made for. */
  boolean fits(List<Location> locations);

  /** What {@link #fits} asks for, in words, for messages. */
  String wants();

  /**
   * Opens a store's backend over the locations; the order is the caller's.
   *
   * @param opener opens one of them; what it gives is closed with the result
   * @throws IllegalArgumentException if the locations cannot be used together
   * @throws dev.etagere.core.StoreException if it cannot be opened now
   */
  StoreBackend open(
      List<Location> locations, Function<Location, StoreBackend> opener, StoreSettings settings);
}
