package dev.etagere.local.server.fault;

/** Where in the exchange a fault strikes: what the store holds afterwards depends on it. */
public enum Position {
  /** The request has arrived and nothing was done. */
  BEFORE_EFFECT,
  /** All was done, and nothing of the reply was sent. */
  AFTER_EFFECT
}
