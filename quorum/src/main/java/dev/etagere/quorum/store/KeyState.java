package dev.etagere.quorum.store;

import dev.etagere.core.Location;
import java.util.Map;

/**
 * How the locations stand with one key.
 *
 * @param key the key
 * @param at what each location holds of it
 */
public record KeyState(String key, Map<Location, At> at) {
  /** What a location holds of a key, beside what the store as a whole does. */
  public enum At {
    /** The current state, and its content if it is a location with data. */
    CURRENT,
    /** An older state, or none: it missed writes. */
    BEHIND,
    /** The current state without its content: it counts for no copy. */
    HOLLOW,
    /** What is not this store's. */
    FOREIGN,
    /** Nothing that is known: it did not answer. */
    AWAY
  }

  /** Copies the map. */
  public KeyState {
    at = Map.copyOf(at);
  }

  /** Whether every location holds what it should. */
  public boolean isWell() {
    return at.values().stream().allMatch(each -> each == At.CURRENT);
  }

  /** Whether repair can do something about it. */
  public boolean isRepairable() {
    return at.containsValue(At.BEHIND) || at.containsValue(At.HOLLOW);
  }
}
