package dev.etagere.failover;

/** Whether calls go to a location. */
public enum BreakerState {
  /** They do. */
  CLOSED,
  /** They do not, until a while has passed. */
  OPEN,
  /** The while has passed: it is being tried whether it is well again. */
  HALF_OPEN
}
