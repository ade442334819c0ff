package dev.etagere.core;

/**
 * A value with the version it was read at or written as.
 *
 * @param <T> the type of the value
 * @param value the value
 * @param version hand it back to {@code replace} or {@code delete} to act only if nothing changed
 */
public record Versioned<T>(T value, Version version) {}
