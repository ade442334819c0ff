package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/** Decides what to keep beside a copy; called like {@link HeadersOf}. */
@FunctionalInterface
public interface CopyHeaders {
  /**
   * What to keep.
   *
   * @param source the object that is copied
   * @param current the object that is replaced, or {@code null} if there is none
   */
  Headers on(ObjectFacts source, @Nullable ObjectFacts current);

  /** The headers of the source. */
  static CopyHeaders ofSource() {
    return (source, current) -> source.headers();
  }

  /** Other headers in place of the source's. */
  static CopyHeaders replace(Headers headers) {
    return (source, current) -> headers;
  }
}
