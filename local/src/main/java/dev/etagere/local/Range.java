package dev.etagere.local;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes of an object, as HTTP writes it.
 *
 * @param first the first byte, or -1 if the range is counted from the end
 * @param last the last byte, the end of the object if it is larger; or how many bytes from the end
 */
public record Range(long first, long last) {
  /** Bytes {@code first} to {@code last}, both included. */
  public static Range of(long first, long last) {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("not a range: " + first + " to " + last);
    }
    return new Range(first, last);
  }

  /** All bytes from {@code first} on. */
  public static Range from(long first) {
    return of(first, Long.MAX_VALUE);
  }

  /** The last {@code count} bytes. */
  public static Range ofLast(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("not a range: the last " + count + " bytes");
    }
    return new Range(-1, count);
  }

  /** Finds a range, or all there is. */
  static Function<ObjectFacts, Slice> of(@Nullable Range range) {
    return range == null ? object -> new Slice(0, object.size()) : range::in;
  }

  /** The range in an object of this size, as its first byte and its length. */
  Slice in(ObjectFacts object) {
    long size = object.size();
    long start = first >= 0 ? first : Math.max(0, size - last);
    long end = first >= 0 ? Math.min(last, size - 1) : size - 1;
    if (start > end) {
      throw new EngineException(
          ErrorCode.INVALID_RANGE,
          "'" + object.key() + "' has " + size + " bytes, and the range starts after them",
          object,
          null);
    }
    return new Slice(start, end - start + 1);
  }

  /**
   * Some bytes of an object.
   *
   * @param offset the first
   * @param length how many
   */
  public record Slice(long offset, long length) {}
}
