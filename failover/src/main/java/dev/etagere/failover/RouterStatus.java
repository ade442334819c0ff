package dev.etagere.failover;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where calls go, for display.
 *
 * @param first the location a call would go to now
 * @param preferred the location that was preferred by hand; {@code null} if that is automatic
 * @param locations each location, in the order they were given
 * @param failovers how often a call went on elsewhere
 * @param lastFailover the last time; {@code null} if there was none
 */
public record RouterStatus(
    String first,
    @Nullable String preferred,
    List<LocationStatus> locations,
    long failovers,
    @Nullable LastFailover lastFailover) {
  /** Copies the list. */
  public RouterStatus {
    locations = List.copyOf(locations);
  }

  /**
   * A call that went on elsewhere.
   *
   * @param at when
   * @param from the location that failed it
   * @param to where it went
   * @param cause why, in words
   */
  public record LastFailover(Instant at, String from, String to, String cause) {}
}
