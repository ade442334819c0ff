package dev.etagere.core;

/**
 * Turns values into bytes and back. Implementations must be safe for use by many threads, and
 * encoding equal values must give equal bytes ({@code update} writes nothing when the bytes stay
 * the same).
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {
  /** The content type of what {@link #encode} gives, such as {@code application/json}. */
  String contentType();

  /**
   * Writes a value as bytes.
   *
   * @throws IllegalArgumentException if this value cannot be written; the message never shows the
   *     value
   */
  byte[] encode(T value);

  /**
   * Reads a value from bytes.
   *
   * @throws IllegalArgumentException if the bytes do not fit the type. The message says where, but
   *     never shows the bytes; the store adds key and version to it
   */
  T decode(byte[] bytes);
}
