package dev.etagere.core;

/**
 * A run of bytes of an object.
 *
 * @param offset the first byte, counted from 0
 * @param length how many bytes at the most; {@link Long#MAX_VALUE} for all that follow. Fewer come
 *     when the object ends before
 */
public record ByteRange(long offset, long length) {
  /** Checks both numbers. */
  public ByteRange {
    if (offset < 0 || length <= 0) {
      throw new IllegalArgumentException(
          "a range starts at 0 or later and has at least one byte, not offset "
              + offset
              + ", length "
              + length);
    }
  }

  /** All bytes from {@code offset} on. */
  public static ByteRange from(long offset) {
    return new ByteRange(offset, Long.MAX_VALUE);
  }

  /** The index of the last byte wanted, or {@link Long#MAX_VALUE}. */
  public long lastByte() {
    return length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length - 1;
  }
}
