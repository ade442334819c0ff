package dev.etagere.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An operation on a store that did not end as asked. The kinds are few and grouped by what the
 * caller does next. Messages name the key, the version and the way out, never content or
 * credentials.
 */
public abstract sealed class StoreException extends RuntimeException
    permits AbsentException,
        AccessException,
        ConflictException,
        CorruptException,
        OutcomeUnknownException,
        TooLargeException,
        UnavailableException,
        UnsupportedException {
  @Serial private static final long serialVersionUID = 1L;

  private final @Nullable String key;

  StoreException(@Nullable String key, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.key = key;
  }

  /** The key it is about, or {@code null} if it is about the location or several keys. */
  public final @Nullable String key() {
    return key;
  }
}
