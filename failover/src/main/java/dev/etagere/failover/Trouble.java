package dev.etagere.failover;

/** How much a failed call says about the location it went to. */
public enum Trouble {
  /** Nobody answers there: refused, no such host, timed out. Opens the breaker at once. */
  UNREACHABLE,
  /** It answered that it cannot, or the connection broke. Opens the breaker when it goes on. */
  FAULTY,
  /** Nothing: what failed was the call, not the location. */
  NONE
}
