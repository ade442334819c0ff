package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/**
 * Decides what to keep beside an object at the moment it is written, when the body has been read
 * and the condition was found to hold. It is called inside the write: it must be quick and must not
 * call the engine.
 */
@FunctionalInterface
public interface HeadersOf {
  /**
   * What to keep.
   *
   * @param current the object that is replaced, or {@code null} if there is none
   */
  Headers on(@Nullable ObjectFacts current);

  /** Always the same. */
  static HeadersOf always(Headers headers) {
    return current -> headers;
  }
}
