package dev.etagere.core;

/**
 * A value with the version it was read at or written as.
 *
 * @param <T> the type of the value
 * @param value the value
 * @param version hand it back to {@code replace} or {@code delete} to act only if nothing changed
 * @param freshness whether there may be something newer
 */
public record Versioned<T>(T value, Version version, Freshness freshness) {
  /** A value that is current. */
  public Versioned(T value, Version version) {
    this(value, version, Freshness.current());
  }
}
