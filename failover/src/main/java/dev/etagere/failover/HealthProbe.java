package dev.etagere.failover;

/** Tries whether a location is well, by something small that changes nothing. */
@FunctionalInterface
public interface HealthProbe {
  /**
   * Asks the location; returns if it is well. Must be bounded in time.
   *
   * @throws Exception if it is not
   */
  void probe(String location) throws Exception;
}
